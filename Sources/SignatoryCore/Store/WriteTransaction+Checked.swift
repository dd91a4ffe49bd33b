internal import SignatoryAPI
internal import Storage

extension WriteTransaction {
    /// Runs one statement, with the errors of the store.
    mutating func rows(_ statement: SQL) throws(KeysStoreError) -> [Row] {
        do { return try run(statement) } catch { throw .database(error) }
    }

    /// Runs a statement that must touch exactly one row.
    mutating func changeOne(_ what: StaticString, _ statement: SQL) throws(KeysStoreError) {
        let affected: Int
        do {
            affected = try execute(statement)
        } catch {
            guard error.kind == .uniqueViolation else { throw .database(error) }
            throw .refused(.internalFailure, "\(what): a key, an index or an id is in use already")
        }
        guard affected == 1 else { throw .refused(.internalFailure, "\(what): \(affected) rows in place of one") }
    }
}
