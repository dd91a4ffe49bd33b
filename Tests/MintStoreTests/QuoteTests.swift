import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Quotes")
struct QuoteTests {
    @Test("A mint quote is paid once and issued once")
    func mintQuote() async throws {
        let store = try await StoreFixture()
        let quote = StoreFixture.mintQuote("a")
        let pay = { @Sendable in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.markPaid(quote, amount: 8, at: 5)
            }
        }
        let issue = { @Sendable in
            try await store.write { (transaction) throws(StoreError) in try transaction.markIssued(quote, at: 6) }
        }
        let stored = { @Sendable in
            try await store.read { (transaction) throws(StoreError) in
                (try transaction.mintQuote("a"), try transaction.mintQuote(paymentHash: quote.paymentHash))
            }
        }
        #expect(try await pay().isConflict, "it does not exist")
        #expect(try await store.write { (transaction) throws(StoreError) in try transaction.insert(quote) }.isSuccess)
        #expect(try await stored() == (quote, quote))
        #expect(try await issue().isConflict)
        #expect(try await pay().isSuccess)
        #expect(try await pay().isConflict)
        #expect(try await stored().0?.state == .paid)
        #expect(try await issue().isSuccess)
        #expect(try await issue().isConflict)
        #expect(try await stored().0?.state == .issued)
    }

    @Test("Unpaid quotes are listed page by page from a moment on")
    func unpaid() async throws {
        let store = try await StoreFixture()
        let quotes = [("d", 40), ("b", 20), ("c", 20), ("a", 10), ("e", 20)].map {
            StoreFixture.mintQuote($0.0, expiry: $0.1)
        }
        _ = try await store.write { (transaction) throws(StoreError) in
            for quote in quotes { try transaction.insert(quote) }
            try transaction.markPaid(quotes[2], amount: 8, at: 5)
        }
        let page = { @Sendable (position: MintQuotePage.Position) in
            try await store.read { (transaction) throws(StoreError) in
                try transaction.unpaidMintQuotes(after: position, limit: 2)
            }
        }
        let ids = { @Sendable (page: MintQuotePage) in page.quotes.map { try? $0.get().id } }
        let first = try await page(MintQuotePage.Position(expiringFrom: 20))
        #expect(ids(first) == ["b", "e"])
        let second = try await page(try #require(first.last))
        #expect(ids(second) == ["d"])
        let third = try await page(try #require(second.last))
        #expect(third.quotes.isEmpty && third.last == nil)
        try await store.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE mint_quote SET payment_hash = 'none' WHERE id = 'e'")
        }
        let damaged = try await page(MintQuotePage.Position(expiringFrom: 20))
        #expect(ids(damaged) == ["b", nil], "a row that cannot be read hides no other")
        #expect(damaged.last == first.last)
    }

    @Test("One of the melt quotes for an invoice is pending or paid")
    func meltQuotes() async throws {
        let store = try await StoreFixture()
        let hash = FixedBytes<32>.random()
        let (first, second) = (StoreFixture.meltQuote("a", hash: hash), StoreFixture.meltQuote("b", hash: hash))
        let (operation, rival) = (OperationID(), OperationID())
        let pend = { @Sendable (quote: MeltQuote) in
            try await store.write { (transaction) throws(StoreError) in try transaction.markPending(quote) }
        }
        let give = { @Sendable (operation: OperationID) in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.markUnpaid(meltQuote: "a", by: operation)
            }
        }
        _ = try await store.write { (transaction) throws(StoreError) in
            try transaction.insert(first)
            try transaction.insert(second)
        }
        #expect(try await pend(first).isSuccess)
        #expect(try await pend(first).isConflict)
        #expect(try await pend(second).refusal == .invoiceAlreadyPaid)
        #expect(try await give(operation).isConflict, "no saga serves it")
        _ = try await store.write { (transaction) throws(StoreError) in
            try transaction.beginSaga(operation, kind: .melt, quoteID: "a", at: 1)
            try transaction.beginSaga(rival, kind: .melt, quoteID: "b", at: 1)
        }
        #expect(try await give(rival).isConflict, "it serves another quote")
        #expect(try await give(operation).isSuccess)
        #expect(try await pend(second).isSuccess)
        #expect(try await pend(first).refusal == .invoiceAlreadyPaid)
        let live = { @Sendable (now: UInt64) in
            try await store.read { (transaction) throws(StoreError) in
                try transaction.liveMeltQuotes(paymentHash: hash, at: now).map(\.id).sorted()
            }
        }
        #expect(try await live(100) == ["a", "b"])
        #expect(try await live(101) == ["b"], "a pending quote lives on")
    }

    @Test("A paid melt quote has its change in the order of the blank outputs")
    func change() async throws {
        let store = try await StoreFixture()
        let quote = StoreFixture.meltQuote("a")
        let signed = [16, 4, 1].map { StoreFixture.signed(StoreFixture.output($0)) }
        let preimage = FixedBytes<32>.random()
        let operation = OperationID()
        let pay = { @Sendable (operation: OperationID) in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.store(signed, of: operation, kind: .melt, at: 5)
                try transaction.markPaid(meltQuote: "a", by: operation, preimage: preimage, change: signed, at: 5)
            }
        }
        _ = try await store.write { (transaction) throws(StoreError) in
            try transaction.insert(quote)
            try transaction.beginSaga(operation, kind: .melt, quoteID: "a", at: 4)
            try transaction.markPending(quote)
        }
        #expect(try await pay(OperationID()).isConflict, "another operation serves it")
        #expect(try await pay(operation).isSuccess)
        let paid = try #require(
            try await store.read { (transaction) throws(StoreError) in try transaction.meltQuote("a") })
        #expect(paid.state == .paid && paid.preimage == preimage && paid.paidAt == 5)
        #expect(paid.change == signed.map(\.answer))
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.markUnpaid(meltQuote: "a", by: operation)
            }.isConflict, "PAID is final")
    }

    @Test("The quotes for an invoice are found by an index")
    func index() async throws {
        let store = try await StoreFixture()
        let hash = FixedBytes<32>.random()
        let plan = try await store.database.read { (transaction) throws(DatabaseError) in
            let rows = try transaction.run(
                """
                EXPLAIN QUERY PLAN
                SELECT id FROM melt_quote WHERE payment_hash = \(hash.bytes) AND (state <> 'UNPAID' OR expiry >= 5)
                """)
            return try rows.map { (row) throws(DatabaseError) in try row.text(3) }
        }
        #expect(plan == ["SEARCH melt_quote USING INDEX melt_quote_payment_hash (payment_hash=?)"])
    }
}
