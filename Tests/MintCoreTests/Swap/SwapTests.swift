import Cashu
import CashuCrypto
import Lightning
import MintStore
import Testing

@testable import MintCore

@Suite("Swap")
struct SwapTests {
    @Test("Inputs become spent, and the signatures on the outputs are money")
    func happyPath() async throws {
        let fixture = try await MintFixture(fee: 1_000)
        let inputs = try await fixture.fund(4, 8)
        let outputs = fixture.outputs(2, 8)
        let signatures = try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        #expect(signatures.map(\.amount) == [2, 8])
        #expect(try await fixture.state(inputs) == [.spent])
        let again = try outputs.proofs(signatures, fixture.keyset)
        #expect(try await fixture.state(again) == [.unspent])
        _ = try await fixture.mint.swap(inputs: again, outputs: fixture.outputs(8).messages)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.booksFees == 4)
    }

    @Test("Each refusal has its number, in the order of the checks")
    func refusals() async throws {
        let fixture = try await MintFixture { settings in
            settings.limits.maximumInputs = 3
            settings.limits.maximumOutputs = 3
        }
        let mint = fixture.mint
        let inputs = try await fixture.fund(4, 8)
        let good = fixture.outputs(4, 8)
        func outcome(_ inputs: [Proof], _ outputs: [BlindedMessage]) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in try await mint.swap(inputs: inputs, outputs: outputs) }
        }
        let unknown = KeysetID.version1(FixedBytes { $0 == 0 ? 0 : 9 })
        #expect(await outcome([], good.messages) == .refused(.malformedRequest))
        #expect(await outcome(inputs, []) == .refused(.malformedRequest))
        #expect(await outcome(inputs + inputs, good.messages) == .refused(.maximumInputsExceeded))
        #expect(await outcome([inputs[0], inputs[0]], good.messages) == .refused(.duplicateInputs))
        #expect(await outcome([inputs[0].moved(to: unknown)], good.messages) == .refused(.keysetUnknown))
        #expect(await outcome([inputs[0].worth(3)], good.messages) == .refused(.proofVerificationFailed))
        #expect(await outcome(inputs, fixture.outputs(1, 1, 1, 1).messages) == .refused(.maximumOutputsExceeded))
        #expect(await outcome(inputs, [good[0], good[0]].messages) == .refused(.duplicateOutputs))
        #expect(await outcome(inputs, TestWallet.outputs([4], unknown).messages) == .refused(.keysetUnknown))
        #expect(await outcome(inputs, fixture.outputs(3, 9).messages) == .refused(.amountOutsideLimits))
        #expect(await outcome(inputs, fixture.outputs(0, 8, 4).messages) == .refused(.amountOutsideLimits))
        #expect(await outcome(inputs, fixture.outputs(4, 4).messages) == .refused(.notBalanced))
        #expect(await outcome(inputs, fixture.outputs(8, 8).messages) == .refused(.notBalanced))
        let forged = Proof(
            amount: 4, keysetID: fixture.keyset.id, secret: inputs[0].secret, signature: inputs[1].signature)
        #expect(fixture.signatory.verifications == 0, "cheap checks come first")
        #expect(await outcome([forged, inputs[1]], good.messages) == .refused(.proofVerificationFailed))
        // A proof of 8 that says it is one of 4 was not signed by the key of 4.
        #expect(await outcome([inputs[1].worth(4)], fixture.outputs(4).messages) == .refused(.proofVerificationFailed))
        #expect(fixture.signatory.requests.count == 1, "only the funding was signed")
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(await outcome(inputs, good.messages) == .answered)
        #expect(await outcome(inputs, fixture.outputs(4, 8).messages) == .refused(.proofsAlreadySpent))
        let more = try await fixture.fund(4, 8)
        #expect(await outcome(more, good.messages) == .refused(.outputsAlreadySigned))
        #expect(await outcome(inputs, good.messages) == .answered, "a replay")
        #expect(await outcome(inputs, good.reversed().messages) == .refused(.proofsAlreadySpent), "another request")
        #expect(try await fixture.state(more) == [.unspent])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("Units do not mix")
    func units() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(4)
        let sat = fixture.keyset
        let usd = try #require(CurrencyUnit("usd"))
        try fixture.signatory.rotate(unit: usd)
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        let dollars = TestWallet.outputs([4], fixture.keyset.id)
        let mint = fixture.mint
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(inputs: inputs, outputs: dollars.messages)
            } == .refused(.unitMismatch))
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await mint.swap(
                    inputs: inputs, outputs: dollars.messages + TestWallet.outputs([4], sat.id).messages)
            } == .refused(.multipleUnits))
    }

    @Test("Of swaps that race for one input exactly one wins", arguments: [2, 8])
    func doubleSpend(rivals: Int) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<rivals {
                group.addTask {
                    await Outcome.of { () throws(MintFailure) in
                        try await fixture.mint.swap(inputs: inputs, outputs: fixture.outputs(8).messages)
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .answered } == 1)
        #expect(
            outcomes.allSatisfy {
                [.answered, .refused(.proofsPending), .refused(.proofsAlreadySpent)].contains($0)
            })
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.spent == 8)
    }

    @Test("While a swap is being signed its inputs and outputs are pending")
    func pending() async throws {
        let fixture = try await MintFixture()
        let (inputs, others) = (try await fixture.fund(8), try await fixture.fund(8))
        let outputs = fixture.outputs(8)
        let mint = fixture.mint
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            let states = try? await fixture.state(inputs)
            #expect(states == [.pending])
            #expect(
                await Outcome.of { () throws(MintFailure) in
                    try await mint.swap(inputs: inputs, outputs: fixture.outputs(8).messages)
                } == .refused(.proofsPending))
            #expect(
                await Outcome.of { () throws(MintFailure) in
                    try await mint.swap(inputs: others, outputs: outputs.messages)
                } == .refused(.outputsPending))
            // Recovery leaves alone what runs here.
            await mint.recovery.round()
        }
        _ = try await mint.swap(inputs: inputs, outputs: outputs.messages)
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(try await fixture.state(others) == [.unspent])
    }

    @Test("Without keysets the mint is not available")
    func noKeysets() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(8)
        let empty = Mint(
            settings: fixture.settings, database: fixture.database, signatory: fixture.signatory,
            backend: fixture.backend, clock: fixture.clock, logger: MintFixture.logger)
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await empty.swap(inputs: inputs, outputs: fixture.outputs(8).messages)
            } == .unavailable)
        #expect(await empty.obstacles() == ["no keyset for sat is active"])
    }
}

extension Proof {
    func worth(_ amount: UInt64) -> Proof {
        Proof(amount: amount, keysetID: keysetID, secret: secret, signature: signature)
    }

    func moved(to keyset: KeysetID) -> Proof {
        Proof(amount: amount, keysetID: keyset, secret: secret, signature: signature)
    }
}
