import Storage

/// A connection without a database: keeps what it was told to do, and answers as told.
final class RecordingConnection: SQLConnection {
    let dialect: SQLDialect
    /// The texts of the statements that reached it, in their order.
    private(set) var statements: [String] = []
    private(set) var planned: [String] = []
    /// What these statements fail with.
    var failures: [String: DatabaseError] = [:]
    var isInTransaction = true

    init(_ dialect: SQLDialect = .sqlite) { self.dialect = dialect }

    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        let text = statement.text(in: dialect)
        statements.append(text)
        if let failure = failures[text] { throw failure }
        return StatementResult(rows: [], affected: 0)
    }

    func plan(of statement: SQL) throws(DatabaseError) -> [String] {
        planned.append(statement.text(in: dialect))
        return ["SCAN coin"]
    }
}
