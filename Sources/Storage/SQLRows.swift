/// Rows that a statement reads as if they were a table of the name `item`:
/// `"INSERT INTO coin (id, owner) SELECT id, \(owner) FROM \(rows)"`.
///
/// PostgreSQL gets them all at once, as arrays. SQLite, for which a statement costs no way to a server, runs the
/// statement once for each row. So what happens to one row must not depend on another, and an order among the rows
/// must be asked for with ORDER BY.
package struct SQLRows: Sendable {
    package struct Column: Sendable {
        package let name: StaticString
        package let type: SQLType
        package let values: [SQLValue]
    }

    package private(set) var columns: [Column] = []
    package let count: Int

    /// - Parameter count: how many rows there are.
    package init(_ count: Int) { self.count = count }

    /// One more column, with one value for each row.
    package func column<Value: SQLBindable>(_ name: StaticString, _ values: some Sequence<Value>) -> SQLRows {
        var rows = self
        // Not a key path: in code that is generic one is made at each call.
        let values = values.map { $0.sqlValue }
        precondition(values.count == count, "a value for each row")
        rows.columns.append(Column(name: name, type: Value.sqlType, values: values))
        return rows
    }
}
