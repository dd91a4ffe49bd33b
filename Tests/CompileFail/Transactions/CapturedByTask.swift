// The task would use the transaction after its commit.
import Storage

func misuse(_ database: Database) async throws {
    // expected-note@+2 {{parameter 'transaction' is declared 'inout'}}
    // expected-note@+1 {{closure captures 'transaction'}}
    _ = try await database.write { (transaction) throws(DatabaseError) in
        _ = Task { try transaction.execute("DELETE FROM coin") }
        // expected-error@-1 {{passing closure as a 'sending' parameter risks causing data races}}
        // expected-error@-2 {{escaping closure captures 'inout' parameter 'transaction'}}
        // expected-note@-3 {{captured here}}
    }
}
