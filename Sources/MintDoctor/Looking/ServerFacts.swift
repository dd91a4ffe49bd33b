internal import Glibc
internal import MintStore
internal import Storage

/// What a PostgreSQL server says of itself. That it loses no commit was asked when the connection was made.
struct ServerFacts {
    private let version: String
    private let commit: String
    private let standbys: String
    /// Of its clock, less ours.
    private let aheadMilliseconds: Int64
    private let isEncrypted: Bool
    /// Through a Unix socket, or from this host.
    private let isLocal: Bool

    init(_ transaction: borrowing ReadTransaction) throws(StoreError) {
        do throws(DatabaseError) {
            let before = Self.now()
            let rows = try transaction.run(
                """
                SELECT split_part(current_setting('server_version'), ' ', 1), current_setting('synchronous_commit'),
                    current_setting('synchronous_standby_names'),
                    (extract(epoch FROM clock_timestamp()) * 1000)::bigint,
                    COALESCE((SELECT ssl::int FROM pg_stat_ssl WHERE pid = pg_backend_pid()), 0)::bigint,
                    COALESCE(inet_client_addr() <<= '127.0.0.0/8' OR inet_client_addr() = '::1', true)::int::bigint
                """)
            let after = Self.now()
            guard let row = rows.first else { throw .unreadable("what the server says of itself") }
            version = try row.text(0)
            commit = try row.text(1)
            standbys = try row.text(2)
            let time = try row.integer(3)
            // It answered some time between the two.
            aheadMilliseconds = time < before ? time - before : time > after ? time - after : 0
            isEncrypted = try row.integer(4) != 0
            isLocal = try row.integer(5) != 0
        } catch {
            throw .database(error)
        }
    }

    var summary: String {
        let standby = standbys.isEmpty ? "no standby is waited for" : "it waits for \(standbys)"
        return "PostgreSQL \(version), synchronous_commit = \(commit), \(standby)"
    }

    var findings: [Finding] {
        var findings: [Finding] = []
        if abs(aheadMilliseconds) > 2_000 {
            let seconds = (abs(aheadMilliseconds) + 500) / 1_000
            let difference = "\(seconds) s \(aheadMilliseconds > 0 ? "ahead of" : "behind")"
            findings.append(
                .warning(
                    "database clock", "the server's clock is \(difference) this one",
                    advice: "see that both hosts have a time service"))
        }
        if !isEncrypted, !isLocal {
            findings.append(
                .warning(
                    "database connection", "it crosses the network in clear",
                    advice: "tls_mode = \"verify-full\" under [database.postgres], with the authority in sslrootcert"))
        }
        return findings
    }

    private static func now() -> Int64 {
        var time = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
    }
}
