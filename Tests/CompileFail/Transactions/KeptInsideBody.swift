// Only who began a transaction ends it; a body was lent one.
import Storage

func misuse(_ database: Database) async throws {
    // expected-error@+1 {{missing reinitialization of inout parameter 'transaction' after consume}}
    try await database.write { (transaction) throws(DatabaseError) in
        try transaction.keep()  // expected-note {{consumed here}}
    }
}
