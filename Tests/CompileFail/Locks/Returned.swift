// After the transaction the row is no longer locked.
import MintStore
import Storage

func misuse(_ database: Database) async throws {
    // expected-error@+1 {{requires that 'Locked<MintQuote>' conform to 'Copyable'}}
    _ = try await database.write { (transaction) throws(StoreError) -> Locked<MintQuote>? in
        try transaction.lockMintQuote("quote")
    }
}
