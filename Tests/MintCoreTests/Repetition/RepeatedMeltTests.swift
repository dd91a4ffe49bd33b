import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import Storage
import TestSupport
import Testing

@testable import MintCore

@Suite("The same melt again")
struct RepeatedMeltTests {
    private func melt(
        _ mint: Mint, _ quote: MeltQuote, _ inputs: [Proof], _ blanks: [Output], prefersAsync: Bool = false
    ) async throws(MintFailure) -> MeltQuote {
        try await mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: prefersAsync)
    }

    @Test("A melt that is paid is answered again with its preimage and change, also by another process")
    func paid() async throws {
        let fixture = try await MintFixture()
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        let first = try await melt(fixture.mint, quote, inputs, blanks)
        #expect(first.state == .paid && !first.change.isEmpty)
        #expect(try await melt(fixture.mint, quote, inputs, blanks) == first)
        try fixture.signatory.rotate()
        fixture.clock.advance(seconds: 100_000)
        #expect(try await melt(fixture.restarted(), quote, inputs, blanks) == first)
        let another = await Outcome.of { () throws(MintFailure) in
            try await melt(fixture.mint, quote, inputs, [])
        }
        #expect(another == .refused(.invoiceAlreadyPaid))
    }

    @Test("Twenty at once wait for one payment")
    func atOnce() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.settled(spentMsat: 11_000))
        let mint = try await fixture.restarted(backend: backend)
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        let answers = try await withThrowingTaskGroup(of: MeltQuote.self) { group in
            for _ in 0..<20 { group.addTask { try await melt(mint, quote, inputs, blanks) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.allSatisfy { $0 == answers[0] } && answers[0].state == .paid)
        #expect(backend.attempts.count == 1)
        try await Books(fixture.database).expectConserved()
    }

    @Test("While the payment is under way it waits with the first, and never has PENDING as its last word")
    func pending() async throws {
        let fixture = try await MintFixture()
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote("fake:unknown-then-paid")
        let first = Task { try await melt(fixture.mint, quote, inputs, blanks) }
        #expect(
            try await eventually { try await fixture.mint.services.meltQuote(quote.id).state == .pending })
        #expect(try await melt(fixture.mint, quote, inputs, blanks, prefersAsync: true).state == .pending)
        let second = Task { try await melt(fixture.mint, quote, inputs, blanks) }
        #expect(
            try await eventually {
                await fixture.mint.recovery.round()
                return try await fixture.mint.services.meltQuote(quote.id).state == .paid
            })
        let (one, other) = (try await first.value, try await second.value)
        #expect(one == other && one.state == .paid)
        #expect(try await melt(fixture.mint, quote, inputs, blanks) == one)
    }

    @Test("After a failure it is a new order to pay, with an attempt of its own")
    func failed() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.failed("no route"), .settled(spentMsat: 11_000))
        let mint = try await fixture.restarted(backend: backend)
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        let failed = await Outcome.of { () throws(MintFailure) in try await melt(mint, quote, inputs, blanks) }
        #expect(failed == .refused(.paymentFailed))
        #expect(try await melt(mint, quote, inputs, blanks).state == .paid)
        #expect(Set(backend.attempts).count == 2)
    }

    @Test("Two wallets that melt one invoice: one pays, the other is refused and keeps its money")
    func twoWallets() async throws {
        let fixture = try await MintFixture { $0.duplicateMeltQuotes = .allow }
        let invoice = try fixture.invoice().text
        var quotes: [MeltQuote] = []
        var purses: [[Proof]] = []
        for _ in 0..<2 {
            quotes.append(try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice)))
            purses.append(try await fixture.fund(16))
        }
        let outcomes = await withTaskGroup(of: Outcome.self) { [quotes, purses] group in
            for number in 0..<2 {
                group.addTask {
                    await Outcome.of { () throws(MintFailure) in
                        try await melt(fixture.mint, quotes[number], purses[number], [])
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .answered } == 1)
        #expect(outcomes.contains(.refused(.invoiceAlreadyPaid)))
        try await Books(fixture.database).expectConserved()
    }
}
