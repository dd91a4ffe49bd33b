/// The seam between engines: one connection, confined to one thread at a time, so deliberately not Sendable.
package protocol SQLConnection: AnyObject {
    var dialect: SQLDialect { get }
    /// Runs one statement and reads its whole answer. Only the funnel calls it.
    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult
    /// How the engine would run the statement, one step a line. For tests.
    func plan(of statement: SQL) throws(DatabaseError) -> [String]
    /// Asked of the engine, never remembered.
    var isInTransaction: Bool { get }
}
