/// A row that this transaction has read and locked: nobody else changes it until the transaction ends.
///
/// It can only be made by locking and cannot leave the body that made it, so whoever is given one can rely on what it
/// says. `value` may be copied out, and is then no more than what was true.
package struct Locked<Value>: ~Copyable {
    package let value: Value

    fileprivate init(_ value: Value) { self.value = value }
}

extension WriteTransaction {
    /// Reads the row of a SELECT that finds one at most, and locks it; `nil` when there is none.
    package mutating func lock<Value>(
        _ statement: SQL, _ decode: (Row) throws(DatabaseError) -> Value, _ file: StaticString = #fileID,
        _ line: UInt = #line
    ) throws(DatabaseError) -> Locked<Value>? {
        guard let row = try run(statement + "\(.forUpdate)", file, line).first else { return nil }
        return Locked(try decode(row))
    }

    /// Lets no other transaction pass the same point with the same key until this one ends: for rules about rows that
    /// are not there yet, and so cannot be locked.
    package mutating func serialize(on key: [UInt8]) throws(DatabaseError) {
        switch dialect {
        case .sqlite: break
        // Two keys with the same hash wait for each other without need.
        case .postgres: _ = try run("SELECT pg_advisory_xact_lock(hashtextextended(encode(\(key), 'hex'), 0))")
        }
    }
}
