// A transaction that leaves its body would outlive its commit.
import Storage

func misuse(_ database: Database) async throws {
    var escaped: WriteTransaction?
    try await database.write { (transaction) throws(DatabaseError) in
        escaped = consume transaction
        // expected-error@-1 {{capture of 'escaped' with non-Sendable type 'WriteTransaction?'}}
        // expected-error@-2 {{mutation of captured var 'escaped' in concurrently-executing code}}
    }
    _ = try escaped?.execute("DELETE FROM coin")
}
