// What was read holds no lock: it may be different when the inner write begins.
import Storage

func misuse(_ database: Database) async throws {
    try await database.read { (transaction) throws(DatabaseError) in
        _ = try transaction.run("SELECT id FROM coin")
        _ = try? await database.write { (inner) throws(DatabaseError) in _ = try inner.execute("DELETE FROM coin") }
        // expected-error@-1 {{'async' call in a function that does not support concurrency}}
    }
}
