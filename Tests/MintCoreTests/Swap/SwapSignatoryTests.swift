import Cashu
import MintStore
import SignatoryAPI
import Synchronization
import Testing

@testable import MintCore

@Suite("Swap and its signatory")
struct SwapSignatoryTests {
    @Test(
        "A lost answer is asked for again under the same operation id",
        arguments: [TestSignatory.Fault.lostAnswer, .unavailable])
    func retries(fault: TestSignatory.Fault) async throws {
        // Patience is measured by the real clock, and a loaded machine is slow.
        let fixture = try await MintFixture { $0.signatoryPatienceMilliseconds = 60_000 }
        let inputs = try await fixture.fund(8)
        fixture.signatory.fail(fault, fault)
        let outputs = fixture.outputs(8)
        let signatures = try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        _ = try outputs.proofs(signatures, fixture.keyset)
        let requests = fixture.signatory.requests.dropFirst()
        #expect(requests.count == 3)
        #expect(Set(requests.map(\.operationID)).count == 1)
    }

    @Test("A signatory that stays away gives the inputs back")
    func staysAway() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        fixture.signatory.fail(always: .unavailable)
        let mint = fixture.mint
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        (try await Books(fixture.database)).expectQuiet()
        fixture.signatory.fail(always: nil)
        // The same request, as a wallet would send it again.
        _ = try await mint.swap(inputs: inputs, outputs: outputs.messages)
    }

    @Test(
        "What is not a signature on each output is not stored",
        arguments: [TestSignatory.Fault.oneTooFew, .otherAmount, .withoutProof, .otherKey])
    func wrongAnswers(fault: TestSignatory.Fault) async throws {
        let fixture = try await MintFixture { $0.signatureChecks = .all }
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(4, 4)
        fixture.signatory.fail(fault)
        let mint = fixture.mint
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .internalFailure)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await mint.restore(outputs.messages).isEmpty)
    }

    @Test("A rotation between TX1 and the signing is told as 12002, and undoes the swap")
    func rotation() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        let old = fixture.keyset
        let mint = fixture.mint
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            do { try fixture.signatory.rotate() } catch { Issue.record(error) }
        }
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: outputs.messages)
            } == .refused(.keysetInactive))
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(await mint.intake.accept(fixture.signatory.publication()))
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: TestWallet.outputs([8], old.id).messages)
            } == .refused(.keysetInactive))
        let fresh = fixture.outputs(8)
        let signatures = try await mint.swap(inputs: inputs, outputs: fresh.messages)
        _ = try fresh.proofs(signatures, fixture.keyset)
    }

    @Test("A caller that goes away cancels nothing", arguments: ["at once", "verifying", "signing"])
    func hangUp(moment: String) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outputs = fixture.outputs(8)
        let request = Mutex<Task<Void, Never>?>(nil)
        let hangUp: @Sendable () async -> Void = {
            while request.withLock({ $0 == nil }) { await Task.yield() }
            request.withLock { $0?.cancel() }
        }
        if moment == "verifying" { fixture.signatory.beforeVerifying(hangUp) }
        if moment == "signing" { fixture.signatory.beforeSigning(hangUp) }
        let task = Task {
            _ = await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
            }
        }
        request.withLock { $0 = task }
        if moment == "at once" { task.cancel() }
        await task.value
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(try await fixture.mint.restore(outputs.messages).count == 1)
    }
}
