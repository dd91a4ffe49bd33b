import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("Melt of an invoice of this mint")
struct InternalSettlementTests {
    /// Nobody pays the invoices of this mint but the mint.
    private static var unpaid: FakeBackendConfiguration {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 1_000
        configuration.maxDelaySeconds = 1_000
        return configuration
    }

    /// Ecash of 16 whose quote was paid after the long delay.
    private func funded(_ fixture: MintFixture) async throws -> [Proof] {
        let outputs = fixture.outputs(16)
        let quote = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 16))
        fixture.clock.advance(seconds: 1_000)
        return try outputs.proofs(
            try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil), fixture.keyset)
    }

    @Test("Both quotes are settled at once, for no fee and without the backend")
    func settlement() async throws {
        let fixture = try await MintFixture(backend: Self.unpaid)
        let inputs = try await funded(fixture)
        let target = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        let quote = try await fixture.mint.createMeltQuote(
            MeltQuoteOrder(unit: .sat, request: target.request))
        #expect(quote.feeReserve == 0)
        let blanks = fixture.blanks(3)
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(paid.state == .paid)
        #expect(paid.change.map(\.amount) == [4, 2])
        #expect(await fixture.backend.outcome(of: target.requestID, attempt: OperationID()) == .notFound)
        #expect(try await fixture.mint.mintQuote(target.id).state == .paid)
        let outputs = fixture.outputs(8, 2)
        _ = try await fixture.mint.mint(quote: target.id, outputs: outputs.messages, signature: nil)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.booksKept == 0)
    }

    @Test("Another invoice with the payment hash of one of this mint is paid by nobody", arguments: [1, 1_000, 1_000_000])
    func forged(msat: UInt64) async throws {
        let fixture = try await MintFixture(backend: Self.unpaid)
        let target = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 1))
        let forged = try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: msat, paymentHash: target.requestID, paymentSecret: .random(),
                purpose: .description("another"), timestamp: fixture.clock.now()),
            throwawayKey: FixedBytes(repeating: 9))
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: forged.text))
        }
        #expect(outcome == .refused(.invoiceInvalid))
    }

    @Test("A payment from outside for what was settled inside is an alarm, and credits nothing")
    func paidTwice() async throws {
        let fixture = try await MintFixture(backend: Self.unpaid)
        let inputs = try await funded(fixture)
        let target = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        let quote = try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: target.request))
        let mint = fixture.mint
        let running = await fixture.run(mint)
        // Whoever listens hears of it: the quote of `funded` was paid before.
        let other = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 1))
        _ = try await fixture.mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        #expect(try await fixture.mint.services.mintQuote(target.id).state == .paid)
        #expect(
            try await eventually {
                fixture.clock.advance(seconds: 1_000)
                return try await fixture.mint.mintQuote(other.id).state == .paid
            })
        #expect(
            await eventually {
                fixture.log.errors.map(\.message) == ["an invoice that was settled within the mint was paid again"]
            })
        #expect(try await fixture.mint.services.mintQuote(target.id).amountPaid == 10)
        running.cancel()
        await running.value
    }

    @Test("An invoice that was paid meanwhile, or is expired, is not paid again")
    func tooLate() async throws {
        let fixture = try await MintFixture(backend: Self.unpaid) {
            $0.limits.mintQuoteSeconds = 2_000
            $0.limits.meltQuoteSeconds = 10_000
        }
        let inputs = try await funded(fixture)
        let target = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        let order = MeltQuoteOrder(unit: .sat, request: target.request)
        let quote = try await fixture.mint.createMeltQuote(order)
        let outcome = { @Sendable (quote: MeltQuote) async -> Outcome in
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
            }
        }
        fixture.clock.advance(seconds: 1_000)
        #expect(try await fixture.mint.mintQuote(target.id).state == .paid)
        #expect(await outcome(quote) == .refused(.invoiceAlreadyPaid))
        let late = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
        let lateQuote = try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: late.request))
        fixture.clock.advance(seconds: 2_001)
        #expect(await outcome(lateQuote) == .refused(.paymentFailed))
        #expect(try await fixture.state(inputs) == [.unspent])
        (try await Books(fixture.database)).expectQuiet()
    }
}
