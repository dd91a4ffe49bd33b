import Cashu
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

/// What the sweep of all faults (Sweep) does not look at: that a melt goes on where it can.
@Suite("Melt and its database")
struct MeltFaultTests {
    @Test(
        "A commit that does not answer is looked into and never guessed at",
        arguments: [1, 2, 3, 4], UncertainEngine.Truth.allCases)
    func unknownCommit(write: Int, truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote()
        let blanks = fixture.blanks(3)
        fixture.engine.loseAnswer(ofWrite: write, truth)
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(fixture.engine.hasFired)
        #expect(paid.state == .paid)
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(try await fixture.mint.restore(blanks.messages).count == 2)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test(
        "A commit that does not answer while a failed payment is undone gives everything back once",
        arguments: UncertainEngine.Truth.allCases)
    func unknownUndo(truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:fail")
        fixture.engine.loseAnswer(ofWrite: 3, truth)
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        }
        #expect(fixture.engine.hasFired)
        #expect(outcome == .refused(.paymentFailed))
        #expect(try await fixture.state(inputs) == [.unspent])
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("A caller that goes away cancels nothing")
    func hangUp() async throws {
        let fixture = try await MintFixture()
        var number = 1
        var hasFired = true
        while hasFired {
            let inputs = try await fixture.fund(16)
            let quote = try await fixture.meltQuote()
            let request = CancellableRequest()
            fixture.faults.arm(at: number) { request.cancel() }
            await request.run {
                _ = await Outcome.of { () throws(MintFailure) in
                    try await fixture.mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
                }
            }
            await fixture.settle()
            hasFired = fixture.faults.disarm()
            #expect(try await fixture.state(inputs) == [.spent])
            #expect(try await fixture.mint.meltQuote(quote.id).state == .paid)
            number += 1
        }
        #expect(number > 20)
    }
}
