import Cashu
import CashuCrypto
import CashuSecrets
import MintStore
import PaymentAPI
import PaymentFake
import SignatoryAPI
import Storage
import Testing

@testable import MintCore

@Suite("Mint and what can go wrong")
struct MintingFaultTests {
    /// Invoices are paid ten seconds after they were made.
    private static var slow: FakeBackendConfiguration {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 10
        configuration.maxDelaySeconds = 10
        return configuration
    }

    private func quote(_ fixture: MintFixture, _ amount: UInt64 = 12, key: PublicKey? = nil) async throws -> MintQuote {
        try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amount, publicKey: key))
    }

    private func outcome(
        _ mint: Mint, _ quote: String, _ outputs: [Output], _ signature: SchnorrSignature? = nil
    ) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.mint(quote: quote, outputs: outputs.messages, signature: signature)
        }
    }

    @Test("Of requests that race for one quote exactly one gets the ecash")
    func race() async throws {
        let fixture = try await MintFixture()
        let quote = try await quote(fixture)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<6 {
                group.addTask { await outcome(fixture.mint, quote.id, fixture.outputs(4, 8)) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .answered } == 1)
        #expect(
            outcomes.allSatisfy {
                [.answered, .refused(.quotePending), .refused(.quoteAlreadyIssued)].contains($0)
            })
        (try await Books(fixture.database)).expectConserved()
    }

    @Test("Two processes that issue one quote at the same time issue it once")
    func twoProcesses() async throws {
        let fixture = try await MintFixture()
        let quote = try await quote(fixture)
        let other = try await fixture.restarted()
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            #expect(await outcome(other, quote.id, fixture.outputs(4, 8)) == .answered)
        }
        let late = fixture.outputs(4, 8)
        #expect(await outcome(fixture.mint, quote.id, late) == .refused(.quoteAlreadyIssued))
        #expect(try await fixture.mint.restore(late.messages).isEmpty)
        (try await Books(fixture.database)).expectConserved()
    }

    @Test("An output that a running swap holds is not signed for a quote")
    func reservedOutputs() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(4, 8)
        let quote = try await quote(fixture)
        let outputs = fixture.outputs(4, 8)
        fixture.signatory.beforeSigning {
            fixture.signatory.beforeSigning(nil)
            #expect(await outcome(fixture.mint, quote.id, outputs) == .refused(.outputsPending))
        }
        _ = try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        #expect(try await fixture.mint.mintQuote(quote.id).state == .paid)
    }

    @Test("A payment is credited once, by the sweep, the event or the question of the wallet")
    func credits() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let (first, second, third) = (try await quote(fixture), try await quote(fixture), try await quote(fixture))
        func stored(_ quote: MintQuote) async throws -> MintQuote.State? {
            try await fixture.database.read { (transaction) throws(StoreError) in
                try transaction.mintQuote(quote.id)?.state
            }
        }
        await fixture.mint.credits.sweep()
        #expect(try await stored(first) == .unpaid)
        fixture.clock.advance(seconds: 10)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<4 { group.addTask { await fixture.mint.credits.sweep() } }
            for _ in 0..<4 { group.addTask { _ = try? await fixture.mint.mintQuote(first.id) } }
        }
        for quote in [first, second, third] { #expect(try await stored(quote) == .paid) }
        #expect(try await Books(fixture.database).received == 36)
    }

    @Test("A signatory that is away leaves the quote paid and mintable")
    func signatoryAway() async throws {
        let fixture = try await MintFixture()
        let quote = try await quote(fixture)
        let outputs = fixture.outputs(4, 8)
        fixture.signatory.fail(always: .lostAnswer)
        #expect(await outcome(fixture.mint, quote.id, outputs) == .unavailable)
        fixture.signatory.fail(always: nil)
        #expect(try await fixture.mint.mintQuote(quote.id).state == .paid)
        #expect(try await fixture.mint.restore(outputs.messages).isEmpty)
        #expect(await outcome(fixture.mint, quote.id, outputs) == .answered)
    }

    @Test("While nobody knows what became of a commit nothing is handed out", arguments: UncertainEngine.Truth.allCases)
    func unresolvedCommit(truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let quote = try await quote(fixture)
        _ = try await fixture.mint.mintQuote(quote.id)
        let outputs = fixture.outputs(4, 8)
        fixture.engine.loseAnswer(ofWrite: 1, truth) { fixture.faults.arm(.outageBefore, at: 1) }
        #expect(await outcome(fixture.mint, quote.id, outputs) == .unavailable)
        #expect(fixture.faults.disarm())
        #expect(try await fixture.mint.mintQuote(quote.id).state == (truth == .written ? .issued : .paid))
        #expect(try await fixture.mint.restore(outputs.messages).count == (truth == .written ? 2 : 0))
    }

    @Test("A commit that does not answer is looked into", arguments: [1, 2], UncertainEngine.Truth.allCases)
    func unknownCommit(write: Int, truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let quote = try await quote(fixture)
        let outputs = fixture.outputs(4, 8)
        fixture.engine.loseAnswer(ofWrite: write, truth)
        let signatures = try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        #expect(fixture.engine.hasFired)
        _ = try outputs.proofs(signatures, fixture.keyset)
        #expect(try await fixture.mint.mintQuote(quote.id).state == .issued)
        (try await Books(fixture.database)).expectConserved()
    }
}
