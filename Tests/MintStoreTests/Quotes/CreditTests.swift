import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: credited payments", .serialized)
struct CreditTests {
    private static func offer(_ id: String = "offer") -> MintQuote {
        MintQuote(
            id: id, method: .bolt12, unit: .sat, amount: nil, request: "lno-\(id)", requestID: .random(),
            description: nil, publicKey: Sample.point(), expiry: 100, createdAt: 1)
    }

    private static func payment(_ amount: UInt64) -> CreditedPayment {
        CreditedPayment(paymentHash: .random(), amountMsat: amount * 1_000 + 1, amount: amount)
    }

    private func credit(
        _ quote: MintQuote, _ payments: [CreditedPayment], at now: UInt64 = 2, in store: StoreFixture
    ) async throws -> Result<MintQuote, StoreError> {
        try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
            return try transaction.credit(locked, payments, at: now)
        }
    }

    private func issue(
        _ amount: UInt64, of quote: MintQuote, at now: UInt64 = 3, in store: StoreFixture
    ) async throws -> Result<Void, StoreError> {
        try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
            try transaction.issue(amount, of: locked, at: now)
        }
    }

    @Test(
        "Each payment is credited once, however often and in whatever company it is reported",
        arguments: StoreEngine.allCases)
    func once(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Self.offer()
        try await store.write { try $0.insert(quote) }.get()
        #expect(try await store.read { try $0.mintQuote(quote.id) }.get() == quote)
        let (first, second, dust) = (Self.payment(5), Self.payment(7), Self.payment(0))
        #expect(try await credit(quote, [first, first], in: store).get().amountPaid == 5)
        #expect(try await credit(quote, [first], at: 3, in: store).get().amountPaid == 5)
        let credited = try await credit(quote, [dust, second, first], at: 4, in: store).get()
        #expect(credited.amountPaid == 12 && credited.paidAt == 4 && credited.updatedAt == 4)
        #expect(try await store.read { try $0.mintQuote(quote.id) }.get() == credited)
        #expect(try await store.count("SELECT COUNT(*) FROM credited_payment") == 3)
        #expect(try await credit(quote, [dust], at: 5, in: store).get() == credited, "nothing for nothing, once")
        let known = try await store.read { try $0.credited([first.paymentHash, .random(), dust.paymentHash]) }.get()
        #expect(known == [first.paymentHash, dust.paymentHash])
        let other = Self.offer("other")
        try await store.write { try $0.insert(other) }.get()
        #expect(try await credit(other, [first], in: store).get().amountPaid == 0, "whichever quote it was for")
        let events = try await store.read { try $0.events(after: 0, limit: 10).map { try? $0.get().change } }.get()
        #expect(events == [.mintQuote(quote.id, .paid), .mintQuote(quote.id, .paid)])
    }

    @Test("Parts are issued until nothing is left, and again after another payment", arguments: StoreEngine.allCases)
    func parts(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Self.offer()
        try await store.write { try $0.insert(quote) }.get()
        #expect(try await issue(1, of: quote, in: store).refusal == .notBalanced)
        _ = try await credit(quote, [Self.payment(8)], in: store).get()
        #expect(try await issue(9, of: quote, in: store).refusal == .notBalanced)
        #expect(try await issue(0, of: quote, in: store).refusal == .notBalanced)
        for amount: UInt64 in [3, 5] { try await issue(amount, of: quote, in: store).get() }
        #expect(try await issue(1, of: quote, in: store).refusal == .notBalanced)
        _ = try await credit(quote, [Self.payment(2)], at: 6, in: store).get()
        let again = try #require(try await store.read { try $0.mintQuote(quote.id) }.get())
        #expect(again.amountPaid == 10 && again.amountIssued == 8 && again.mintable == 2 && again.state == .paid)
        #expect(again.updatedAt == 6)
        try await issue(2, of: quote, in: store).get()
        let events = try await store.read { try $0.events(after: 0, limit: 10).map { try? $0.get().change } }.get()
        #expect(
            events == [.paid, .paid, .issued, .paid, .issued].map { .mintQuote(quote.id, $0) }, "in their order")
    }

    @Test(
        "Of 16 who credit the same payments at once, one does, and 16 who issue get no more than was paid",
        arguments: StoreEngine.allCases)
    func race(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 16))
        let quote = Self.offer()
        try await store.write { try $0.insert(quote) }.get()
        let payments = (0..<5).map { _ in Self.payment(2) }
        let credits = try await concurrently(16) { number in
            try await credit(quote, Array(payments.shuffled().prefix(3 + number % 3)), in: store)
        }
        #expect(credits.count { $0.isSuccess } == 16)
        #expect(try await credit(quote, payments, in: store).get().amountPaid == 10)
        let issues = try await concurrently(16) { _ in try await issue(3, of: quote, in: store) }
        #expect(issues.count { $0.isSuccess } == 3)
        #expect(issues.count { $0.refusal == .notBalanced } == 13)
        let left = try #require(try await store.read { try $0.mintQuote(quote.id) }.get())
        #expect(left.mintable == 1)
    }

    @Test(
        "Offers are not among the unpaid invoices, paid or not",
        arguments: StoreEngine.allCases)
    func listed(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quotes = ["a", "b", "c"].map(Self.offer)
        try await store.write { transaction in
            for quote in quotes + [Sample.mintQuote("invoice")] { try transaction.insert(quote) }
        }.get()
        _ = try await credit(quotes[1], [Self.payment(1)], in: store).get()
        let start = MintQuotePage.Position(expiringFrom: 0)
        let ids = { @Sendable (page: MintQuotePage) in page.quotes.map { try? $0.get().id } }
        let unpaid = try await store.read { try $0.unpaidMintQuotes(after: start, limit: 10) }.get()
        #expect(ids(unpaid) == ["invoice"])
    }

    @Test("A melt quote for an offer keeps the invoice that was fetched for it", arguments: StoreEngine.allCases)
    func melt(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = MeltQuote(
            id: "melt", method: .bolt12, unit: .sat, amount: 8, amountMsat: 8_000, feeReserve: 1, request: "LNO1",
            invoice: MeltQuote.Invoice(text: "lni1", expiresAt: Sample.year2100), paymentHash: .random(), expiry: 5,
            createdAt: 1)
        try await store.write { try $0.insert(quote) }.get()
        #expect(try await store.read { try $0.meltQuote("melt") }.get() == quote)
    }
}
