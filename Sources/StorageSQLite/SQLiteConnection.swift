internal import CSQLite
package import Storage

/// One connection of libsqlite3, used by one thread at a time.
@safe
package final class SQLiteConnection: SQLConnection {
    private let handle: OpaquePointer
    private var statements: [SQLShape: PreparedStatement] = [:]
    private var durability = Durability.synced
    /// Only where this connection writes a file.
    private var log: WriteAheadLog?

    /// More shapes than the program has statements.
    private static let maximumStatements = 512

    package enum Access {
        case readOnly
        case readWrite
        /// Only folds the log into the database.
        case folding
        /// Written once, with no log beside it.
        case copy
    }

    package init(_ location: SQLiteConfiguration.Location, _ access: Access) throws(DatabaseError) {
        let path: String
        switch location {
        case .file(let file): path = file
        case .memory: path = ":memory:"
        }
        var handle: OpaquePointer?
        // https://www.sqlite.org/threadsafe.html, NOMUTEX: "no single database connection nor any object derived from
        // database connection … is used in two or more threads at the same time", which confinement ensures.
        let flags =
            switch access {
            case .readOnly: SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX
            case .readWrite, .folding, .copy: SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX
            }
        let status = unsafe sqlite3_open_v2(path, &handle, flags, nil)
        guard let handle = unsafe handle else { throw DatabaseError(.other, "open: no memory for a connection") }
        guard status == SQLITE_OK else {
            defer { unsafe sqlite3_close_v2(handle) }
            throw unsafe DatabaseError(sqlite: handle, doing: "open \(path)")
        }
        unsafe self.handle = handle
        unsafe sqlite3_extended_result_codes(handle, 1)
        // Readers meet a lock only while the last connection closes or a checkpoint restarts the log.
        unsafe sqlite3_busy_timeout(handle, 5_000)
        try configure(location, access)
    }

    deinit {
        statements.removeAll()
        // https://www.sqlite.org/c3ref/close.html: with every statement finalized it cannot fail.
        unsafe sqlite3_close_v2(handle)
    }

    package var isInTransaction: Bool { unsafe sqlite3_get_autocommit(handle) == 0 }

    package var dialect: SQLDialect { .sqlite }

    package func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        let shape = SQLShape(statement)
        let prepared: PreparedStatement
        if let known = statements[shape] {
            prepared = known
        } else {
            prepared = try unsafe PreparedStatement(statement.text(in: .sqlite), on: handle)
            if statements.count < Self.maximumStatements { statements[shape] = prepared }
        }
        let arguments = statement.arguments
        guard let count = statement.rows?.count else {
            return try unsafe prepared.run(Self.values(arguments, row: 0), on: handle)
        }
        var rows: [Row] = []
        var affected = 0
        for row in 0..<count {
            let result = try unsafe prepared.run(Self.values(arguments, row: row), on: handle)
            rows += result.rows
            affected += result.affected
        }
        return StatementResult(rows: rows, affected: affected)
    }

    private static func values(_ arguments: [SQL.Argument], row: Int) -> [SQLValue] {
        arguments.map { argument in
            switch argument {
            case .value(let value, _): value
            case .column(let column): column.values[row]
            }
        }
    }

    /// https://www.sqlite.org/eqp.html. Placeholders are left NULL: the plan does not depend on them.
    package func plan(of statement: SQL) throws(DatabaseError) -> [String] {
        let explanation = try unsafe PreparedStatement("EXPLAIN QUERY PLAN " + statement.text(in: .sqlite), on: handle)
        var steps: [String] = []
        for row in try unsafe explanation.run([], on: handle).rows { steps.append(try row.text(3)) }
        return steps
    }

    /// Of the commits that follow. Not inside a transaction.
    func setDurability(_ durability: Durability) throws(DatabaseError) {
        guard durability != self.durability else { return }
        // https://www.sqlite.org/pragma.html: "Some pragmas run during the SQL compilation stage", and this is one: a
        // cached statement would do nothing.
        let pragma: SQL =
            switch durability {
            case .synced: "PRAGMA synchronous = FULL"
            case .deferred: "PRAGMA synchronous = NORMAL"
            }
        _ = try unsafe PreparedStatement(pragma.text(in: .sqlite), on: handle).run([], on: handle)
        self.durability = durability
    }

    private func configure(_ location: SQLiteConfiguration.Location, _ access: Access) throws(DatabaseError) {
        // https://www.sqlite.org/pragma.html#pragma_synchronous: in WAL mode only FULL syncs the log at each commit.
        _ = try perform("PRAGMA synchronous = FULL")
        _ = try perform("PRAGMA foreign_keys = ON")
        _ = try perform("PRAGMA temp_store = MEMORY")
        // Negative: kibibytes.
        _ = try perform("PRAGMA cache_size = -65536")
        // Reads a large table without copying its pages. A disk that fails while it is read ends the process.
        _ = try perform("PRAGMA mmap_size = 2147418112")
        guard access == .readWrite, location != .memory else { return }
        try expect("wal", from: "PRAGMA journal_mode = WAL")
        guard try perform("PRAGMA synchronous").rows.first?.integer(0) == 2 else {
            throw DatabaseError(.unsuitable, "SQLite does not accept synchronous = FULL: commits would not be durable")
        }
        // What a process left that ended without closing is folded in before anything builds on it.
        try checkpoint(.truncate)
        log = unsafe WriteAheadLog(of: handle)
    }

    /// Pages of 4 KiB in the log; 0 where there is none.
    var logPages: Int { log?.pages ?? 0 }

    enum Checkpoint {
        /// As far as readers allow.
        case passive
        /// All of it, so that the log is written from its start again. Waits for readers.
        case restart
        /// The same, and the file becomes empty.
        case truncate
    }

    /// What a checkpoint beside a running writer leaves undone: it syncs only when it has copied the last page.
    func syncDatabase() throws(DatabaseError) {
        let status = unsafe mint_sqlite_sync_database(handle)
        guard status == SQLITE_OK else { throw DatabaseError(sqliteStatus: status, "sync the database file") }
    }

    /// Copies the log into the database. https://www.sqlite.org/pragma.html#pragma_wal_checkpoint
    func checkpoint(_ checkpoint: Checkpoint) throws(DatabaseError) {
        switch checkpoint {
        case .passive: _ = try perform("PRAGMA wal_checkpoint(PASSIVE)")
        case .restart: _ = try perform("PRAGMA wal_checkpoint(RESTART)")
        case .truncate: _ = try perform("PRAGMA wal_checkpoint(TRUNCATE)")
        }
    }

    /// https://www.sqlite.org/backup.html. In one step, so that it is a copy of one moment.
    func copyAll(of source: SQLiteConnection) throws(DatabaseError) {
        guard let backup = unsafe sqlite3_backup_init(handle, "main", source.handle, "main") else {
            throw unsafe DatabaseError(sqlite: handle, doing: "begin a backup")
        }
        let status = unsafe sqlite3_backup_step(backup, -1)
        let end = unsafe sqlite3_backup_finish(backup)
        guard status == SQLITE_DONE, end == SQLITE_OK else {
            throw unsafe DatabaseError(sqlite: handle, doing: "copy")
        }
        // The copy says in its header that it has a log, as the original does; alone it should be one file.
        try expect("delete", from: "PRAGMA journal_mode = DELETE")
    }

    private func expect(_ answer: String, from pragma: SQL) throws(DatabaseError) {
        guard let row = try perform(pragma).rows.first, try row.text(0) == answer else {
            throw DatabaseError(.unsuitable, "SQLite does not accept \(pragma.text(in: .sqlite))")
        }
    }
}
