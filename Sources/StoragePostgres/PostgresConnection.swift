internal import CPostgres
internal import Glibc
internal import Storage

/// One session of a PostgreSQL server, used by one thread at a time.
///
/// Each holds an advisory lock on a number of its own for as long as it lives. Whoever waits for that lock knows, once
/// he gets it, that the session is over and whatever it did is decided.
@safe
final class PostgresConnection: SQLConnection {
    /// What became of the COMMIT of the transaction that was begun last.
    enum Commit {
        case notSent
        /// No answer, or one that says less than it should.
        case sent
        case refused
        case committed
    }

    private let handle: OpaquePointer
    private var statements: [SQLShape: String] = [:]
    private let warnings: WarningCount
    var commit = Commit.notSent
    /// The number that this session holds a lock on.
    let session: Int64
    private var isUndone = false
    /// For one answer: what the server may take for a statement, and a little more.
    private let patience: Duration
    /// Whether nothing can be written, as `prepare` found it.
    var isReadOnly = false

    init(_ configuration: PostgresConfiguration) throws(DatabaseError) {
        try PostgresConnectionString.check(configuration.connection)
        guard let handle = unsafe Self.connect(configuration) else {
            throw DatabaseError(.storageFailure, "no memory for a connection")
        }
        guard unsafe PQstatus(handle) == CONNECTION_OK else {
            defer { unsafe PQfinish(handle) }
            throw unsafe DatabaseError(connection: handle, doing: "connect to PostgreSQL")
        }
        unsafe self.handle = handle
        session = Int64.random(in: 1...Int64.max)
        patience = configuration.answerTimeout
        warnings = unsafe WarningCount(of: handle)
        try prepare(configuration)
    }

    deinit { unsafe PQfinish(handle) }

    let dialect = SQLDialect.postgres

    var isInTransaction: Bool {
        switch unsafe PQtransactionStatus(handle) {
        case PQTRANS_ACTIVE, PQTRANS_INTRANS, PQTRANS_INERROR: true
        default: false
        }
    }

    /// Whether it can go on being used: only between transactions, and after nothing that leaves it undefined.
    var isSound: Bool {
        let (status, transaction) = unsafe (PQstatus(handle), PQtransactionStatus(handle))
        return !isUndone && status == CONNECTION_OK && transaction == PQTRANS_IDLE
    }

    func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        do throws(DatabaseError) {
            return statement.isScript ? try runScript(statement.text(in: .postgres)) : try runPrepared(statement)
        } catch {
            if error.endsSession { isUndone = true }
            throw error
        }
    }

    func plan(of statement: SQL) throws(DatabaseError) -> [String] {
        let text = "EXPLAIN " + statement.text(in: .postgres)
        let arguments = statement.arguments
        let parameters = try PostgresParameters(arguments)
        let types = arguments.map(\.oid)
        let isSent = unsafe parameters.withPointers { values, lengths, formats in
            unsafe PQsendQueryParams(handle, text, Int32(types.count), types, values, lengths, formats, 1)
        }
        var steps: [String] = []
        for row in try answer(isSent).rows() { steps.append(try row.text(0)) }
        return steps
    }

    private func runPrepared(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        let arguments = statement.arguments
        let parameters = try PostgresParameters(arguments)
        let name = try prepare(statement, arguments)
        let isSent = unsafe parameters.withPointers { values, lengths, formats in
            unsafe PQsendQueryPrepared(handle, name, Int32(arguments.count), values, lengths, formats, 1)
        }
        let result = try answer(isSent)
        return StatementResult(rows: result.rows(), affected: result.affected)
    }

    private func prepare(_ statement: SQL, _ arguments: [SQL.Argument]) throws(DatabaseError) -> String {
        let shape = SQLShape(statement)
        if let name = statements[shape] { return name }
        let name = "s\(statements.count)"
        let types = arguments.map(\.oid)
        let text = statement.text(in: .postgres)
        _ = try answer(unsafe PQsendPrepare(handle, name, text, Int32(types.count), types))
        statements[shape] = name
        return name
    }

    private func runScript(_ text: String) throws(DatabaseError) -> StatementResult {
        let isCommit = text == "COMMIT"
        if isCommit { commit = .sent }
        let known = warnings.count
        let result: PostgresResult
        do throws(DatabaseError) {
            result = try answer(unsafe PQsendQuery(handle, text))
        } catch {
            // Only the server's own refusal is one: an answer that was lost on the way, or that libpq could not read,
            // says nothing of what took place. A server that refuses and goes away has not said enough either.
            if isCommit, !error.code.isEmpty, unsafe PQstatus(handle) == CONNECTION_OK { commit = .refused }
            throw error
        }
        if isCommit { try checkCommit(result.tag, isWarned: warnings.count > known) }
        return StatementResult(rows: [], affected: 0)
    }

    private func checkCommit(_ tag: String, isWarned: Bool) throws(DatabaseError) {
        guard tag == "COMMIT" else {
            // https://www.postgresql.org/docs/15/sql-commit.html: an aborted transaction is rolled back without error.
            commit = .refused
            throw DatabaseError(.poisoned, "COMMIT was answered with \(tag)")
        }
        // https://www.postgresql.org/docs/15/runtime-config-wal.html#GUC-SYNCHRONOUS-COMMIT: when the wait for a
        // standby is broken off, the commit stays and is only warned about. A failover would take it back.
        if isWarned { throw DatabaseError(.undecided, "committed here, but perhaps on no standby") }
        commit = .committed
    }

    /// Waits for the answer to what was sent: the last, when there are several.
    /// - Throws: also when the connection was lost, or nothing came for so long that it must be taken for lost. A
    ///   server whose standby is away answers no COMMIT, and `statement_timeout` does not reach there.
    private func answer(_ isSent: Int32) throws(DatabaseError) -> PostgresResult {
        guard isSent == 1 else { throw unsafe DatabaseError(connection: handle, doing: "send") }
        let deadline = ContinuousClock.now + patience
        var last: OpaquePointer?
        while true {
            do throws(DatabaseError) { try waitForAnswer(until: deadline) } catch {
                if let last = unsafe last { unsafe PQclear(last) }
                throw error
            }
            guard let next = unsafe PQgetResult(handle) else { break }
            // Of several statements the one that failed is the last.
            if let last = unsafe last { unsafe PQclear(last) }
            unsafe last = next
        }
        guard let answer = unsafe last else { throw unsafe DatabaseError(connection: handle, doing: "run") }
        return try unsafe PostgresResult(answer)
    }

    private func waitForAnswer(until deadline: ContinuousClock.Instant) throws(DatabaseError) {
        while unsafe PQisBusy(handle) == 1 {
            let left = (deadline - .now).components
            guard left.seconds > 0 || left.seconds == 0 && left.attoseconds > 0 else {
                isUndone = true
                throw DatabaseError(.unreachable, "the server did not answer within \(patience)")
            }
            let milliseconds = left.seconds * 1_000 + left.attoseconds / 1_000_000_000_000_000 + 1
            var descriptor = pollfd(fd: socket, events: Int16(POLLIN), revents: 0)
            _ = unsafe poll(&descriptor, 1, Int32(clamping: milliseconds))
            guard unsafe PQconsumeInput(handle) == 1 else {
                throw unsafe DatabaseError(connection: handle, doing: "run")
            }
        }
    }

    // MARK: Of the listening session

    /// The descriptor to wait for.
    var socket: Int32 { unsafe PQsocket(handle) }

    /// Reads what has come, without waiting.
    /// - Returns: the texts that were notified; `nil` when the connection is lost.
    func notifications() -> [String]? {
        guard unsafe PQconsumeInput(handle) == 1 else { return nil }
        var texts: [String] = []
        while let notification = unsafe PQnotifies(handle) {
            texts.append(unsafe String(cString: notification.pointee.extra))
            unsafe PQfreemem(notification)
        }
        return texts
    }
}
