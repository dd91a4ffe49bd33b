/// The seam between engines: one connection, confined to one thread at a time, so deliberately not Sendable.
package protocol SQLConnection: AnyObject {
    /// Runs one statement and reads its whole answer. Only the funnel calls it.
    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult
    /// Asked of the engine, never remembered.
    var isInTransaction: Bool { get }
}
