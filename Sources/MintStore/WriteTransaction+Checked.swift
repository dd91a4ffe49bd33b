internal import Storage

extension ReadTransaction {
    /// Runs one statement, with the errors of the store.
    borrowing func rows(_ statement: SQL) throws(StoreError) -> [Row] {
        do { return try run(statement) } catch { throw .database(error) }
    }
}

extension WriteTransaction {
    /// Runs one statement, with the errors of the store.
    mutating func rows(_ statement: SQL) throws(StoreError) -> [Row] {
        do { return try run(statement) } catch { throw .database(error) }
    }

    /// Runs a statement that must touch exactly `count` rows: each of them is owned by this operation and is in the
    /// state the statement names, or the operation must not go on.
    mutating func change(_ count: Int, _ what: StaticString, _ statement: SQL) throws(StoreError) {
        let affected: Int
        do { affected = try execute(statement) } catch { throw .database(error) }
        guard affected == count else { throw .conflict("\(what): \(affected) rows in place of \(count)") }
    }

    /// Runs an insertion whose unique constraint carries a meaning for the wallet.
    mutating func insert(_ statement: SQL, refusal: @autoclosure () -> StoreError) throws(StoreError) {
        do {
            _ = try execute(statement)
        } catch {
            guard case .uniqueViolation = error.kind else { throw .database(error) }
            throw refusal()
        }
    }
}
