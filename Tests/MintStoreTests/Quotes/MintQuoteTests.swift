import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: mint quotes", .serialized)
struct MintQuoteTests {
    private func pay(_ id: String, _ amount: UInt64 = 8, at now: UInt64 = 5, in store: StoreFixture) async throws
        -> Result<MintQuote, StoreError>
    {
        try await store.write { transaction in
            guard let quote = try transaction.lockMintQuote(id) else { throw StoreError.unknown(.mintQuote) }
            return try transaction.markPaid(quote, amount: amount, at: now)
        }
    }

    private func issue(_ id: String, at now: UInt64 = 6, in store: StoreFixture) async throws
        -> Result<Void, StoreError>
    {
        try await store.write { transaction in
            guard let quote = try transaction.lockMintQuote(id) else { throw StoreError.unknown(.mintQuote) }
            try transaction.markIssued(quote, at: now)
        }
    }

    private func stored(_ id: String, in store: StoreFixture) async throws -> MintQuote? {
        try await store.read { try $0.mintQuote(id) }.get()
    }

    @Test("A quote is read as it was inserted: by id, by payment hash, and under lock", arguments: StoreEngine.allCases)
    func inserted(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (quote, other) = (Sample.mintQuote("a"), Sample.mintQuote("b"))
        #expect(try await stored("a", in: store) == nil)
        for quote in [quote, other] { try await store.write { try $0.insert(quote) }.get() }
        let read = try await store.read { transaction in
            [
                try transaction.mintQuote("a"), try transaction.mintQuote(requestID: quote.requestID),
                try transaction.knownMintQuote("a"),
            ]
        }.get()
        #expect(read == [quote, quote, quote])
        let locked = try await store.write { transaction in
            [
                try transaction.lockMintQuote("a")?.value,
                try transaction.lockMintQuote(requestID: quote.requestID)?.value,
            ]
        }.get()
        #expect(locked == [quote, quote])
        #expect(quote.state == .unpaid && quote.updatedAt == 1)
    }

    @Test("An id and an invoice are those of one quote", arguments: StoreEngine.allCases)
    func once(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.mintQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        let before = try await store.contents()
        #expect(try await store.write { try $0.insert(quote) }.kind == .uniqueViolation)
        let sameID = Sample.mintQuote("a")
        #expect(try await store.write { try $0.insert(sameID) }.kind == .uniqueViolation)
        let sameInvoice = Sample.mintQuote("b", hash: quote.requestID)
        #expect(try await store.write { try $0.insert(sameInvoice) }.kind == .uniqueViolation)
        #expect(try await store.contents() == before)
    }

    @Test("It is paid once and issued once, and says when", arguments: StoreEngine.allCases)
    func states(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.mintQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        #expect(try await issue("a", in: store).isConflict, "more than was paid")
        let paid = try await pay("a", in: store).get()
        #expect(try await stored("a", in: store) == paid, "what is returned is what is stored")
        #expect(paid.state == .paid && paid.amountPaid == 8 && paid.paidAt == 5 && paid.updatedAt == 5)
        #expect(try await pay("a", at: 7, in: store).isConflict, "an invoice is paid once")
        #expect(try await stored("a", in: store) == paid)
        try await issue("a", in: store).get()
        let issued = try #require(try await stored("a", in: store))
        #expect(issued.state == .issued && issued.amountIssued == 8 && issued.issuedAt == 6 && issued.updatedAt == 6)
        #expect(try await issue("a", at: 8, in: store).isConflict, "more than was paid")
        #expect(try await pay("a", at: 8, in: store).isConflict)
        #expect(try await stored("a", in: store) == issued)
    }

    @Test(
        "Twice within one transaction is refused like twice in two, and undoes the first",
        arguments: StoreEngine.allCases)
    func twiceAtOnce(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.mintQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        let outcome = try await store.write { transaction in
            for now: UInt64 in [5, 6] {
                guard let locked = try transaction.lockMintQuote("a") else { throw StoreError.unknown(.mintQuote) }
                _ = try transaction.markPaid(locked, amount: 8, at: now)
            }
        }
        #expect(outcome.isConflict)
        #expect(try await stored("a", in: store) == quote)
        _ = try await pay("a", in: store).get()
        let paid = try await stored("a", in: store)
        let issuing = try await store.write { transaction in
            for now: UInt64 in [6, 7] {
                guard let locked = try transaction.lockMintQuote("a") else { throw StoreError.unknown(.mintQuote) }
                try transaction.markIssued(locked, at: now)
            }
        }
        #expect(issuing.isConflict)
        #expect(try await stored("a", in: store) == paid)
    }

    @Test("No row can hold more issued than paid", arguments: StoreEngine.allCases)
    func overIssue(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.mintQuote("a")
        try await store.write { try $0.insert(quote) }.get()
        _ = try await pay("a", in: store).get()
        let outcome = try await store.write { transaction in
            try transaction.execute("UPDATE mint_quote SET amount_issued = 9 WHERE id = 'a'")
        }
        #expect(outcome.kind == .constraintViolation)
        #expect(try await stored("a", in: store)?.amountIssued == 0)
    }

    @Test("Unpaid quotes are listed page by page from a moment on", arguments: StoreEngine.allCases)
    func unpaid(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quotes = [("d", 40), ("B", 20), ("b", 20), ("c", 20), ("a", 10), ("e", 20)].map {
            Sample.mintQuote($0.0, expiry: $0.1)
        }
        try await store.write { transaction in for quote in quotes { try transaction.insert(quote) } }.get()
        _ = try await pay("c", in: store).get()
        let page = { @Sendable (position: MintQuotePage.Position) in
            try await store.read { try $0.unpaidMintQuotes(after: position, limit: 2) }.get()
        }
        let ids = { @Sendable (page: MintQuotePage) in page.quotes.map { try? $0.get().id } }
        let first = try await page(MintQuotePage.Position(expiringFrom: 20))
        #expect(ids(first) == ["B", "b"], "in the order of bytes")
        let second = try await page(try #require(first.last))
        #expect(ids(second) == ["e", "d"])
        let third = try await page(try #require(second.last))
        #expect(third.quotes.isEmpty && third.last == nil)
        try await store.write { transaction in
            _ = try transaction.execute("UPDATE mint_quote SET request_id = \([1, 2] as [UInt8]) WHERE id = 'b'")
        }.get()
        let damaged = try await page(MintQuotePage.Position(expiringFrom: 20))
        #expect(ids(damaged) == ["B", nil], "a row that cannot be read hides no other")
        #expect(damaged.last == first.last)
    }
}
