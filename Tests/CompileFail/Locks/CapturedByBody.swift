// The row was locked by another transaction, if by any that still lasts.
import MintStore
import Storage

func misuse(_ database: Database, _ quote: consuming Locked<MintQuote>) async throws {
    try await database.write { (transaction) throws(StoreError) in
        try transaction.markIssued(quote, at: 1)
        // expected-error@-1 {{capture of 'quote' with non-Sendable type 'Locked<MintQuote>' in a '@Sendable' closure}}
        // expected-error@-2 {{reference to captured parameter 'quote' in concurrently-executing code}}
    }
}
