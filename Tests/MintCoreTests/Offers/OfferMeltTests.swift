import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import TestSupport
import Testing

@testable import MintCore

@Suite("Melt to an offer")
struct OfferMeltTests {
    private func order(_ request: String, amountMsat: UInt64? = nil, partMsat: UInt64? = nil) -> MeltQuoteOrder {
        MeltQuoteOrder(
            method: .bolt12, unit: .sat, request: request, amountMsat: amountMsat, partMsat: partMsat)
    }

    /// Offers that are paid at once, so that there is money to melt.
    private func offers() async throws -> Offers { try await Offers(try await MintFixture()) }

    private func melt(
        _ quote: MeltQuote, _ inputs: [Proof], _ fixture: MintFixture, change: Int = 3
    ) async throws(MintFailure) -> MeltQuote {
        try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: fixture.blanks(change).messages, prefersAsync: false,
            method: .bolt12)
    }

    @Test("A fixed and an open offer are paid for what was quoted, each time by an invoice of its own")
    func paid() async throws {
        let offers = try await offers()
        let fixture = offers.fixture
        let fixed = try offers.foreign().text
        let open = try offers.foreign(amountMsat: nil).text
        var hashes: Set<FixedBytes<32>> = []
        for order in [order(fixed), order(fixed, amountMsat: 10_000), order(open, amountMsat: 10_000)] {
            let inputs = try await fixture.fund(16)
            let quote = try await fixture.mint.createMeltQuote(order)
            #expect(quote.request == order.request && quote.amount == 10 && quote.feeReserve == 1)
            #expect(quote.invoice?.text.hasPrefix("lni1") == true)
            let paid = try await melt(quote, inputs, fixture)
            #expect(paid.state == .paid && paid.change.map(\.amount) == [4, 1])
            #expect(try await fixture.mint.meltQuote(quote.id, method: .bolt12) == paid)
            hashes.insert(quote.paymentHash)
            let other = await Outcome.of { () throws(MintFailure) in try await fixture.mint.meltQuote(quote.id) }
            #expect(other == .refused(.quoteUnknown), "under the other method")
        }
        #expect(hashes.count == 3)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("A quote lives no longer than the invoice that was fetched for it, nor is it paid after")
    func expiry() async throws {
        let offers = try await Offers(try await MintFixture { $0.limits.meltQuoteSeconds = 1_000_000 })
        let quote = try await offers.fixture.mint.createMeltQuote(order(offers.foreign().text))
        #expect(quote.expiry == offers.fixture.clock.now() + 7_200)
        let inputs = try await offers.fixture.fund(16)
        offers.fixture.clock.advance(seconds: 7_201)
        let late = await Outcome.of { () throws(MintFailure) in try await melt(quote, inputs, offers.fixture) }
        #expect(late == .refused(.quoteExpired))
    }

    @Test("A payment that fails gives everything back, and the quote can be tried again")
    func failure() async throws {
        let offers = try await offers()
        let fixture = offers.fixture
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.mint.createMeltQuote(order(offers.foreign("fake:fail").text))
        for _ in 0..<2 {
            let outcome = await Outcome.of { () throws(MintFailure) in try await melt(quote, inputs, fixture) }
            #expect(outcome == .refused(.paymentFailed))
            #expect(try await fixture.state(inputs) == [.unspent])
        }
    }

    @Test("A payment whose fate was not known is found by its hash, by a process that was not there")
    func recovered() async throws {
        let offers = try await offers()
        let fixture = offers.fixture
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.mint.createMeltQuote(order(offers.foreign("fake:unknown-then-paid").text))
        let pending = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: [], prefersAsync: true, method: .bolt12)
        #expect(pending.state == .pending && pending.method == .bolt12)
        await fixture.settle()
        let other = try await fixture.restarted()
        await other.recovery.round()
        #expect(try await other.meltQuote(quote.id, method: .bolt12).state == .paid)
        #expect(try await fixture.state(inputs) == [.spent])
        try await Books(fixture.database).expectConserved()
    }

    @Test("What cannot be paid is refused, by its number, before anybody is asked to pay")
    func refusals() async throws {
        let offers = try await Offers(try await MintFixture { $0.limits.maximumInvoiceBytes = 600 })
        let fixture = offers.fixture
        let now = fixture.clock.now()
        let (fixed, open) = (try offers.foreign().text, try offers.foreign(amountMsat: nil).text)
        let invoice = try fixture.invoice().text
        let cases: [(MeltQuoteOrder, NUTErrorCode, Comment)] = [
            (order(invoice), .invoiceInvalid, "an invoice"),
            (order("lno1"), .invoiceInvalid, "empty"),
            (order("lni" + fixed.dropFirst(3)), .invoiceInvalid, "another prefix"),
            (order(try offers.foreign(String(repeating: "x", count: 400)).text), .invoiceInvalid, "too long"),
            (order(fixed, amountMsat: 9_999), .invoiceAmountMismatch, "another amount"),
            (order(open), .amountlessInvoice, "no amount"),
            (order(fixed, partMsat: 5_000), .malformedRequest, "a part"),
            (order(try offers.foreign(expiresAt: now - 1).text), .invoiceInvalid, "expired"),
            (order(try offers.foreign(network: .regtest).text), .invoiceInvalid, "another network"),
            (order(open, amountMsat: 600_000_000), .amountOutsideLimits, "too much"),
            (order(open, amountMsat: .max), .amountOutsideLimits, "more than there is"),
            (MeltQuoteOrder(unit: .sat, request: fixed), .invoiceInvalid, "an offer as an invoice"),
        ]
        for (order, code, comment) in cases {
            let outcome = await Outcome.of { () throws(MintFailure) in try await fixture.mint.createMeltQuote(order) }
            #expect(outcome == .refused(code), comment)
        }
        _ = try await fixture.mint.createMeltQuote(order(fixed))
    }

    @Test("An offer of this mint is settled in its books, as often as it is paid")
    func inside() async throws {
        let offers = try await offers()
        let fixture = offers.fixture
        let target = try await offers.quote(nil)
        let before = try await offers.look(target).amountPaid
        for round in 1...2 as ClosedRange<UInt64> {
            let inputs = try await fixture.fund(16)
            let quote = try await fixture.mint.createMeltQuote(order(target.request, amountMsat: 10_500))
            #expect(quote.amount == 11 && quote.feeReserve == 0 && quote.invoice == nil)
            let blanks = fixture.blanks(3).messages
            var answers: [MeltQuote] = []
            for _ in 0..<2 {
                answers.append(
                    try await fixture.mint.melt(
                        quote: quote.id, inputs: inputs, outputs: blanks, prefersAsync: false, method: .bolt12))
            }
            #expect(answers[0] == answers[1], "the same request")
            #expect(answers[0].state == .paid && answers[0].change.map(\.amount) == [4, 1])
            #expect(answers[0].preimage == nil)
            #expect(try await offers.look(target).amountPaid == before + 10 * round)
        }
        #expect(try await offers.mint(target, fixture.outputs(16, 4)).count == 2)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }
}
