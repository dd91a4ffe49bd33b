// A body may run again after it was undone: it changes nothing but the database.
import Storage

func misuse(_ database: Database) async throws {
    var count = 0
    try await database.write { (transaction) throws(DatabaseError) in
        count += try transaction.execute("DELETE FROM coin")
        // expected-error@-1 {{mutation of captured var 'count' in concurrently-executing code}}
    }
    _ = count
}
