// A transaction that leaves its body would outlive its commit.
import Storage

func misuse(_ database: Database) async throws {
    // expected-error@+1 {{instance method 'write' requires that 'WriteTransaction' conform to 'Copyable'}}
    _ = try await database.write { (transaction: inout WriteTransaction) throws(DatabaseError) -> WriteTransaction in
        transaction
    }
}
