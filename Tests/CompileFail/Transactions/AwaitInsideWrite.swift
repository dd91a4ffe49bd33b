// A call to another process would hold the transaction open for as long as that process likes.
import SignatoryAPI
import Storage

func misuse(_ database: Database, _ signatory: any Signatory) async throws {
    try await database.write { (transaction) throws(DatabaseError) in
        _ = try transaction.execute("DELETE FROM coin")
        _ = try? await signatory.status()
        // expected-error@-1 {{'async' call in a function that does not support concurrency}}
    }
}
