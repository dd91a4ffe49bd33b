import MintStore
import Storage

func credit(_ database: Database, _ id: String, _ now: UInt64) async throws -> MintQuote? {
    try await database.write { (transaction) throws(StoreError) in
        guard let quote = try transaction.lockMintQuote(id) else { return nil }
        // May be looked at as often as one likes before it is changed, and what it says may leave.
        guard quote.value.state == .unpaid, quote.value.expiry >= now else { return quote.value }
        guard let amount = quote.value.amount else { return quote.value }
        return try transaction.markPaid(quote, amount: amount, at: now)
    }
}

func lock(_ database: Database) async throws -> Int64? {
    try await database.write { (transaction) throws(DatabaseError) in
        let row = try transaction.lock("SELECT amount FROM coin WHERE id = 1") { (row) throws(DatabaseError) in
            try row.integer(0)
        }
        guard let row else { return nil }
        return row.value
    }
}
