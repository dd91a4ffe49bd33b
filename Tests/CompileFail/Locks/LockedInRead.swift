// A read locks nothing.
import MintStore
import Storage

func misuse(_ database: Database) async throws {
    try await database.read { (transaction) throws(StoreError) in
        _ = try transaction.lockMintQuote("quote")
        // expected-error@-1 {{value of type 'ReadTransaction' has no member 'lockMintQuote'}}
    }
}
