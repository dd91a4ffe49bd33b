// The inner write would wait for the writer, and the writer for the outer body.
import Storage

func misuse(_ database: Database) async throws {
    try await database.write { (transaction) throws(DatabaseError) in
        _ = try transaction.execute("DELETE FROM coin")
        _ = try? await database.write { (inner) throws(DatabaseError) in _ = try inner.execute("DELETE FROM coin") }
        // expected-error@-1 {{'async' call in a function that does not support concurrency}}
    }
}
