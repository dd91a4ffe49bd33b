// What writes asks for a transaction that can.
import Storage

func remove(in transaction: inout WriteTransaction) throws(DatabaseError) {
    _ = try transaction.execute("DELETE FROM coin")
}

func misuse(_ transaction: inout ReadTransaction) throws {
    try remove(in: &transaction)
    // expected-error@-1 {{cannot convert value of type 'ReadTransaction' to expected argument}}
}
