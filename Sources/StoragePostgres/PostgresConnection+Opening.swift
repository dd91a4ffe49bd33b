internal import CPostgres
internal import Glibc
internal import Storage

extension PostgresConnection {
    /// Later parameters win over what the connection string says.
    static func connect(_ configuration: PostgresConfiguration) -> OpaquePointer? {
        var parameters = [
            // https://www.postgresql.org/docs/15/libpq-connect.html: with expand_dbname it may be a connection string.
            ("dbname", configuration.connection),
            ("connect_timeout", "\(max(2, configuration.connectionTimeout.components.seconds))"),
            ("client_encoding", "UTF8"),
            ("application_name", "mintd"),
            // A host that is gone is noticed within some 30 s and not within two hours.
            ("keepalives_idle", "10"), ("keepalives_interval", "5"), ("keepalives_count", "3"),
            ("tcp_user_timeout", "30000"),
        ]
        if let mode = configuration.tlsMode { parameters.append(("sslmode", mode.rawValue)) }
        var keys = unsafe parameters.map { unsafe strdup($0.0) }
        var values = unsafe parameters.map { unsafe strdup($0.1) }
        defer { unsafe (keys + values).forEach { unsafe free($0) } }
        unsafe keys.append(nil)
        unsafe values.append(nil)
        let (first, second) = unsafe (keys.map { unsafe UnsafePointer($0) }, values.map { unsafe UnsafePointer($0) })
        return unsafe PQconnectdbParams(first, second, 1)
    }

    /// - Throws: `.unreachable` where nothing can be written.
    func requireWritable() throws(DatabaseError) {
        guard isReadOnly else { return }
        throw DatabaseError(
            .unreachable,
            "the server only reads: default_transaction_read_only is on. Set it to off, or name all servers with "
                + "target_session_attrs=read-write")
    }

    /// Sets the session up, and refuses a server on which a commit could be lost.
    func prepare(_ configuration: PostgresConfiguration) throws(DatabaseError) {
        // Without other sessions on the same number, which is random, the lock is free.
        _ = try perform("SELECT pg_advisory_lock(\(session))")
        try check()
        _ = try perform(
            """
            SELECT set_config('statement_timeout', \(configuration.statementTimeout.milliseconds), false),
                set_config('lock_timeout', \(configuration.lockTimeout.milliseconds), false),
                set_config(
                    'idle_in_transaction_session_timeout',
                    \(configuration.idleInTransactionTimeout.milliseconds), false)
            """)
        // The server too is to notice that the other host is gone, and not hold that host's locks for two hours.
        _ = try perform(
            .script(
                """
                SET tcp_keepalives_idle TO 10; SET tcp_keepalives_interval TO 5; SET tcp_keepalives_count TO 3;
                SET tcp_user_timeout TO 30000; SET idle_session_timeout TO 0
                """))
        // Every statement finds its rows by an index. A plan that was made while a table was small must not read it
        // from end to end when it has become large, and planning each statement anew costs more than running it.
        _ = try perform(
            .script(
                """
                SET client_min_messages TO warning; SET plan_cache_mode TO force_generic_plan; SET jit TO off;
                SET enable_seqscan TO off; SET enable_hashjoin TO off; SET enable_mergejoin TO off
                """))
    }

    /// PostgreSQL 14, which is the oldest that still is maintained.
    private static let oldestVersion = 140_000

    private func check() throws(DatabaseError) {
        let answer = try perform(
            """
            SELECT current_setting('server_version_num'), current_setting('server_encoding'),
                pg_is_in_recovery(), current_setting('default_transaction_read_only') = 'on',
                current_setting('fsync'), current_setting('synchronous_commit')
            """)
        guard let row = answer.rows.first else { throw DatabaseError(.unreadable, "the server does not say what it is") }
        guard let version = Int(try row.text(0)), version >= Self.oldestVersion else {
            throw DatabaseError(.unsuitable, "PostgreSQL \(try row.text(0)) is too old: at least 14 is needed")
        }
        guard try row.text(1) == "UTF8" else {
            throw DatabaseError(
                .unsuitable, "the database is in \(try row.text(1)): make one with createdb --encoding=UTF8")
        }
        // Not even for reading: it may lag behind what was answered.
        guard try row.integer(2) == 0 else {
            throw DatabaseError(
                .unreachable,
                "the server is a replica. Name the primary, or all servers with target_session_attrs=read-write")
        }
        isReadOnly = try row.integer(3) != 0
        guard try row.text(4) == "on" else {
            throw DatabaseError(.unsuitable, "fsync is off: a crash would lose money. Set fsync = on")
        }
        guard !["off", "local", "remote_write"].contains(try row.text(5)) else {
            throw DatabaseError(
                .unsuitable,
                "synchronous_commit is \(try row.text(5)): commits could be lost. Set it to on, or stricter")
        }
        // Said by the session itself, it stays when the server reads its settings again.
        _ = try perform("SELECT set_config('synchronous_commit', \(try row.text(5)), false)")
    }
}

extension Duration {
    fileprivate var milliseconds: String {
        let (seconds, attoseconds) = components
        return "\(seconds * 1_000 + attoseconds / 1_000_000_000_000_000)"
    }
}
