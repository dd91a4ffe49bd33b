// A transaction that leaves its body would outlive its snapshot.
import Storage

func misuse(_ database: Database) async throws {
    // expected-error@+1 {{instance method 'read' requires that 'ReadTransaction' conform to 'Copyable'}}
    _ = try await database.read { (transaction: borrowing ReadTransaction) throws(DatabaseError) -> ReadTransaction in
        transaction
    }
}
