// A read counts no changes: it has none.
import Storage

func misuse(_ database: Database) async throws {
    try await database.read { (transaction) throws(DatabaseError) in
        _ = try transaction.execute("DELETE FROM coin")
        // expected-error@-1 {{value of type 'ReadTransaction' has no member 'execute'}}
    }
}
