import Storage
import StoragePostgres

/// Looks at a database from a session of its own.
struct PostgresObserver {
    private let database: Database
    /// The database that is looked at.
    private let name: String

    /// - Parameters:
    ///   - url: of the database that is looked at.
    ///   - outside: where its own sessions are. Another database of the same server, when sessions are counted.
    init(of url: String, from outside: String? = nil) throws {
        var configuration = PostgresConfiguration(outside ?? url, logger: DatabaseFixture.logger)
        configuration.maximumConnections = 1
        database = Database(try PostgresEngine(configuration))
        guard let name = url.prefix(while: { $0 != "?" }).split(separator: "/").last else {
            preconditionFailure("the URL names a database")
        }
        self.name = String(name)
    }

    /// How many sessions it has.
    func sessions() async throws -> Int {
        try await count("SELECT count(*) FROM pg_stat_activity WHERE datname = \(name)")
    }

    /// The processes of its sessions that wait for notices.
    func listeners() async throws -> [Int32] {
        try await database.read { (transaction) throws(DatabaseError) in
            var numbers: [Int32] = []
            let rows = try transaction.run(
                "SELECT pid FROM pg_stat_activity WHERE datname = \(name) AND query LIKE 'LISTEN%'")
            for row in rows { numbers.append(Int32(truncatingIfNeeded: try row.integer(0))) }
            return numbers
        }
    }

    /// How many of its sessions wait for an advisory lock.
    func waitingForAdvisoryLocks() async throws -> Int {
        try await count(
            """
            SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database
            WHERE locktype = 'advisory' AND NOT granted AND datname = \(name)
            """)
    }

    /// How many sessions wait for a standby's answer.
    func waitingForStandbys() async throws -> Int {
        try await count("SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep'")
    }

    /// Whether nothing is left of a session's process.
    func hasEnded(_ backend: Int32) async throws -> Bool {
        try await count("SELECT count(*) FROM pg_stat_activity WHERE pid = \(Int64(backend))") == 0
    }

    /// Ends a session.
    func terminate(_ backend: Int32) async throws {
        _ = try await count("SELECT pg_terminate_backend(\(Int64(backend))::int)::int::int8")
    }

    /// Breaks off what a session waits for.
    func cancel(_ backend: Int32) async throws {
        _ = try await count("SELECT pg_cancel_backend(\(Int64(backend))::int)::int::int8")
    }

    private func count(_ statement: SQL) async throws -> Int {
        Int(
            try await database.read { (transaction) throws(DatabaseError) in
                try transaction.run(statement)[0].integer(0)
            })
    }

    func close() async { await database.close() }
}
