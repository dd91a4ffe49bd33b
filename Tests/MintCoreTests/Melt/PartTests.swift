import Cashu
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

@Suite("A part of an invoice (NUT-15)")
struct PartTests {
    private func outcome(_ mint: Mint, _ order: MeltQuoteOrder) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in try await mint.createMeltQuote(order) }
    }

    @Test("is what the quote asks and what is paid, and no more than that is charged")
    func paid() async throws {
        let fixture = try await MintFixture()
        let invoice = try fixture.invoice(amountMsat: 64_000).text
        let quote = try await fixture.mint.createMeltQuote(
            MeltQuoteOrder(unit: .sat, request: invoice, partMsat: 10_001))
        #expect([quote.amount, quote.amountMsat, quote.feeReserve] == [11, 10_001, 1], "rounded up")
        let inputs = try await fixture.fund(16)
        let blanks = fixture.blanks(4)
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(paid.state == .paid)
        #expect(paid.change.map(\.amount) == [4], "16 less 11.001 msat and its fee, rounded up")
        #expect(try await fixture.state(inputs) == [.spent])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
    }

    @Test("is given to the backend as one")
    func order() async throws {
        let fixture = try await MintFixture()
        let invoice = try fixture.invoice(amountMsat: 64_000)
        func order(_ msat: UInt64) -> OutgoingPayment {
            OutgoingPayment(attempt: OperationID(), request: .bolt11(invoice), amountMsat: msat, feeLimitMsat: 0, mark: .start)
        }
        #expect(order(63_999).isPart && !order(64_000).isPart)
        let open = OutgoingPayment(
            attempt: OperationID(), request: .bolt11(try fixture.invoice(amountMsat: nil)), amountMsat: 1, feeLimitMsat: 0,
            mark: .start)
        #expect(!open.isPart)
    }

    @Test("is the whole of it at most, within the limits, and of an invoice that says what it asks")
    func refusals() async throws {
        let fixture = try await MintFixture { $0.units[0].maximumMelt = 50 }
        let invoice = try fixture.invoice(amountMsat: 64_000).text
        func order(_ part: UInt64?, amount: UInt64? = nil, of request: String? = nil) async -> Outcome {
            await outcome(
                fixture.mint,
                MeltQuoteOrder(unit: .sat, request: request ?? invoice, amountMsat: amount, partMsat: part))
        }
        #expect(await order(nil) == .refused(.amountOutsideLimits))
        #expect(await order(0) == .refused(.amountOutsideLimits))
        #expect(await order(50_001) == .refused(.amountOutsideLimits))
        #expect(await order(64_001) == .refused(.invoiceAmountMismatch))
        #expect(await order(.max) == .refused(.invoiceAmountMismatch))
        #expect(await order(1_000, amount: 64_000) == .refused(.malformedRequest), "one option excludes the other")
        let open = try fixture.invoice(amountMsat: nil).text
        #expect(await order(1_000, of: open) == .refused(.amountlessInvoice))
        #expect(await order(50_000) == .answered)
        let small = try fixture.invoice(amountMsat: 2_000).text
        #expect(await order(2_000, of: small) == .answered, "all of it is a part, too")
    }

    @Test("of an invoice of this mint is refused: nobody else could pay the rest in its books")
    func own() async throws {
        let fixture = try await MintFixture()
        let own = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8))
        for part in [4_000, 8_000] as [UInt64] {
            let order = MeltQuoteOrder(unit: .sat, request: own.request, partMsat: part)
            #expect(await outcome(fixture.mint, order) == .refused(.malformedRequest))
        }
        #expect(await outcome(fixture.mint, MeltQuoteOrder(unit: .sat, request: own.request)) == .answered)
    }

    @Test("is not paid by a backend that does not say it can")
    func incapable() async throws {
        let fixture = try await MintFixture()
        // It says nothing.
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        #expect(fixture.mint.paysParts && !mint.paysParts)
        let order = MeltQuoteOrder(unit: .sat, request: try fixture.invoice().text, partMsat: 1_000)
        #expect(await outcome(mint, order) == .refused(.malformedRequest))
        #expect(await outcome(fixture.mint, order) == .answered)
    }
}
