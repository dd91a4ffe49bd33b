// A read on another connection does not see what this body wrote, and a pool of one connection would wait for itself.
import Storage

func misuse(_ database: Database) async throws {
    try await database.write { (transaction) throws(DatabaseError) in
        _ = try transaction.execute("DELETE FROM coin")
        _ = try? await database.read { (inner) throws(DatabaseError) in try inner.run("SELECT id FROM coin") }
        // expected-error@-1 {{'async' call in a function that does not support concurrency}}
    }
}
