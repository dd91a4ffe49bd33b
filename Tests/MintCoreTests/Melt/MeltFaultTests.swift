import Cashu
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

/// What the sweep of all faults (Sweep) does not look at: that a melt goes on where it can and holds still where it must.
@Suite("Melt and its database")
struct MeltFaultTests {
    private func check(
        _ fixture: MintFixture, _ mint: Mint, _ quote: MeltQuote, _ inputs: [Proof], _ blanks: [Output]
    ) async throws {
        let state = try await mint.meltQuote(quote.id).state
        let states = try await fixture.state(inputs)
        let restorable = try await mint.restore(blanks.messages).count
        let payment = await fixture.backend.outcome(of: quote.paymentHash, attempt: OperationID())
        let books = try await Books(fixture.database)
        books.expectConserved()
        switch state {
        case .paid:
            #expect(states == [.spent] && restorable == 2)
            if case .settled = payment {} else { Issue.record("PAID without a payment") }
            books.expectQuiet()
        case .unpaid:
            #expect(states == [.unspent] && restorable == 0)
            #expect(payment == .notFound, "given back although somebody was paid")
            books.expectQuiet()
        case .pending:
            // The marker was written and the order to pay never went out: no evidence, so nothing is given back.
            #expect(states == [.pending] && restorable == 0)
            #expect(payment == .notFound)
            #expect(books.sagas == 1)
        }
    }

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
        try await check(fixture, fixture.mint, quote, inputs, blanks)
    }

    @Test(
        "While nobody knows what became of a commit nothing is paid, undone or said to be over",
        arguments: [1, 2, 3, 4], UncertainEngine.Truth.allCases)
    func unresolvedCommit(write: Int, truth: UncertainEngine.Truth) async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote()
        let blanks = fixture.blanks(3)
        fixture.engine.loseAnswer(ofWrite: write, truth) { fixture.faults.arm(.outageBefore, at: 1) }
        _ = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.melt(
                quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        }
        await fixture.settle()
        #expect(fixture.faults.disarm())
        if write <= 2 {
            #expect(await fixture.backend.outcome(of: quote.paymentHash, attempt: OperationID()) == .notFound)
        }
        await fixture.mint.recovery.round()
        try await check(fixture, fixture.mint, quote, inputs, blanks)
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
