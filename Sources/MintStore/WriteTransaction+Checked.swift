internal import Storage

extension ReadTransaction {
    /// Runs one statement, with the errors of the store.
    borrowing func rows(
        _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(StoreError) -> [Row] {
        do { return try run(statement, file, line) } catch { throw .database(error) }
    }
}

extension WriteTransaction {
    /// Runs one statement, with the errors of the store.
    mutating func rows(
        _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(StoreError) -> [Row] {
        do { return try run(statement, file, line) } catch { throw .database(error) }
    }

    /// Runs a statement that must touch exactly `count` rows: each of them is owned by this operation and is in the
    /// state the statement names, or the operation must not go on.
    mutating func change(
        _ count: Int, _ what: StaticString, _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(StoreError) {
        let affected: Int
        do { affected = try execute(statement, file, line) } catch { throw .database(error) }
        guard affected == count else { throw .conflict("\(what): \(affected) rows in place of \(count)") }
    }

    /// Runs an insertion of `count` rows whose unique constraint carries a meaning for the wallet.
    mutating func insert(
        _ count: Int, _ statement: SQL, refusal: @autoclosure () -> StoreError, _ file: StaticString = #fileID,
        _ line: UInt = #line
    ) throws(StoreError) {
        let affected: Int
        do {
            affected = try execute(statement, file, line)
        } catch {
            guard case .uniqueViolation = error.kind else { throw .database(error) }
            throw refusal()
        }
        guard affected == count else { throw .conflict("\(affected) rows inserted in place of \(count)") }
    }

    /// Reads and locks the row of a statement that finds one at most.
    mutating func locked<Value>(
        _ statement: SQL, _ decode: (Row) throws(DatabaseError) -> Value, _ file: StaticString = #fileID,
        _ line: UInt = #line
    ) throws(StoreError) -> Locked<Value>? {
        do { return try lock(statement, decode, file, line) } catch { throw .database(error) }
    }
}

extension SQLRows {
    /// One row for each element, with its place among them.
    init(numbering elements: some Collection) {
        self = SQLRows(elements.count).column("position", (0..<elements.count).map(Int64.init))
    }
}
