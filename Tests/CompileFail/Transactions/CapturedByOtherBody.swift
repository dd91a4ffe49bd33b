// The statement of one transaction would run in the body, and on the thread, of another.
import Storage

func misuse(_ database: Database, _ transaction: consuming WriteTransaction) async throws {
    try await database.write { (_) throws(DatabaseError) in
        _ = try transaction.execute("DELETE FROM coin")
        // expected-error@-1 {{capture of 'transaction' with non-Sendable type 'WriteTransaction'}}
        // expected-error@-2 {{mutation of captured parameter 'transaction' in concurrently-executing code}}
    }
}
