import Cashu
import MintStore
import Storage
import TestSupport
import Testing

@testable import MintCore

/// What the tests of the single operations do not look at: that a commit is looked into where nothing else would make
/// up for it, and that one of which even reading does not tell yet is left alone.
@Suite("A commit whose outcome is not known")
struct CommitOutcomeTests {
    private func swap(_ fixture: MintFixture, _ inputs: [Proof], _ outputs: [Output]) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.swap(inputs: inputs, outputs: outputs.messages)
        }
    }

    @Test(
        "A melt goes on by itself when the commit of what it reserves did not answer",
        arguments: UncertainEngine.Truth.allCases)
    func reservation(truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote()
        fixture.engine.loseAnswer(ofWrite: 1, truth)
        _ = try await fixture.mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: true)
        #expect(fixture.engine.hasFired)
        await fixture.settle()
        #expect(try await fixture.mint.services.meltQuote(quote.id).state == .paid)
    }

    /// The saga alone: a request is served again once recovery, for which it waits, has undone what was left.
    @Test("A swap whose commit may still be written is neither written again nor undone")
    func swapUnderWay() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs, services) = (try await fixture.fund(4, 8), fixture.outputs(8, 4), fixture.mint.services)
        let swap = try services.check { (keysets, now) throws(NUTError) in
            try BalancedSwap(
                inputs: inputs, outputs: outputs.messages, keysets: keysets, limits: services.settings.limits, now: now)
        }
        fixture.engine.loseAnswer(ofWrite: 2, .notWritten, UncertainEngine.undecided)
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await SwapSaga.run(OperationID(), swap, services)
        }
        #expect(fixture.engine.hasFired)
        #expect(outcome == .unavailable)
        #expect(try await fixture.state(inputs) == [.pending])
        #expect(try await fixture.mint.restore(outputs.messages).isEmpty)
        await fixture.mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.unspent])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("Signatures of a swap that a failover could take back are handed out once it cannot any more")
    func swapOnOneServer() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(4, 8), fixture.outputs(8, 4))
        fixture.engine.loseEveryAnswer(fromWrite: 2, .written, UncertainEngine.undecided)
        #expect(await swap(fixture, inputs, outputs) == .unavailable)
        #expect(await swap(fixture, inputs, outputs) == .unavailable, "sent again it is the same swap")
        #expect(try await fixture.state(inputs) == [.spent])
        fixture.engine.answerAgain()
        #expect(await swap(fixture, inputs, outputs) == .answered)
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("The ecash of a quote whose issue a failover could take back is handed out once it cannot any more")
    func mintOnOneServer() async throws {
        let fixture = try await MintFixture()
        let outputs = fixture.outputs(8, 4)
        let quote = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 12))
        #expect(try await fixture.mint.mintQuote(quote.id).state == .paid)
        func mint() async -> Outcome {
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
            }
        }
        fixture.engine.loseEveryAnswer(fromWrite: 1, .written, UncertainEngine.undecided)
        #expect(await mint() == .unavailable)
        #expect(await mint() == .unavailable, "sent again it is the same request")
        fixture.engine.answerAgain()
        #expect(await mint() == .answered)
        (try await Books(fixture.database)).expectConserved()
    }
}
