internal import Storage
internal import StorageSQLite

/// A session with the simulated server. It speaks of itself as PostgreSQL, because several processes share the
/// database: what PostgreSQL says in words of its own is done here, and everything else is SQL that SQLite runs.
final class ServerSession: SQLConnection {
    private enum Speciality {
        case none
        case notify
        case tryLock
        /// Done by having no two transactions at a time.
        case nothing
    }

    private let server: SimulatedServer
    /// Told once the transaction is committed.
    private(set) var notices: [Notice] = []

    init(_ server: SimulatedServer) { self.server = server }

    var dialect: SQLDialect { .postgres }

    /// It always is in one: that of the server, with a savepoint for each body.
    var isInTransaction: Bool { server.connection.isInTransaction }

    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        switch Self.speciality(of: statement) {
        case .none: return try server.connection.perform(statement)
        case .nothing: break
        case .notify:
            if case .value(.text(let text), _)? = statement.arguments.last, let notice = Notice(text: text) {
                notices.append(notice)
            }
        case .tryLock:
            guard case .value(.integer(let owner), _)? = statement.arguments.first else {
                throw .unreadable("the number of a lock")
            }
            return StatementResult(rows: [Row([.integer(server.isHeld(by: owner) ? 0 : 1)])], affected: 0)
        }
        return StatementResult(rows: [Row([.integer(1)])], affected: 0)
    }

    func plan(of statement: SQL) throws(DatabaseError) -> [String] { try server.connection.plan(of: statement) }

    nonisolated(unsafe) private static var specialities: [SQLShape: Speciality] = [:]

    private static func speciality(of statement: SQL) -> Speciality {
        if statement.isScript { return .none }
        let shape = SQLShape(statement)
        if let known = unsafe specialities[shape] { return known }
        let text = statement.text(in: .postgres)
        let speciality: Speciality =
            if text.hasPrefix("SELECT pg_notify(") {
                .notify
            } else if text.hasPrefix("SELECT pg_try_advisory_xact_lock_shared(") {
                .tryLock
            } else if text.contains("pg_") {
                .nothing
            } else {
                .none
            }
        unsafe specialities[shape] = speciality
        return speciality
    }
}

/// What is read is read at one moment anyway, so its transaction is none.
final class ReadingSession: SQLConnection {
    private let session: ServerSession

    init(_ server: SimulatedServer) { session = ServerSession(server) }

    var dialect: SQLDialect { session.dialect }
    var isInTransaction: Bool { true }

    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        if statement.isScript { return StatementResult(rows: [], affected: 0) }
        return try session.perform(statement)
    }

    func plan(of statement: SQL) throws(DatabaseError) -> [String] { try session.plan(of: statement) }
}
