// After the transaction the row is no longer locked.
import MintStore
import Storage

func misuse(_ database: Database) async throws {
    var escaped: Locked<MintQuote>?
    try await database.write { (transaction) throws(StoreError) in
        escaped = try transaction.lockMintQuote("quote")
        // expected-error@-1 {{capture of 'escaped' with non-Sendable type 'Locked<MintQuote>?'}}
        // expected-error@-2 {{mutation of captured var 'escaped' in concurrently-executing code}}
    }
    _ = escaped?.value
}
