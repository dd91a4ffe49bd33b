internal import Foundation
internal import Glibc
internal import TestSupport

/// A PostgreSQL server of a test's own, which may be killed. Durable as it comes, on a Unix socket alone.
package final class PostgresCluster: @unchecked Sendable {  // a test drives it from one task
    /// An empty database.
    package let database: PostgresDatabase
    private let directory: TemporaryDirectory
    /// As it stands in a URL.
    private let host: String
    private let programs: String
    /// How many were made beside the first.
    private var databases = 0
    private var server: ChildProcess?

    private var data: String { directory.path(of: "data") }
    private var log: String { directory.path(of: "log") }

    private init() throws {
        directory = try TemporaryDirectory()
        programs = try TestPostgres.programs()
        // https://www.postgresql.org/docs/15/libpq-connect.html: a host that begins with a slash is a socket's folder.
        host = directory.path.replacing("/", with: "%2F")
        database = PostgresDatabase(url: "postgres://postgres@\(host)/postgres")
    }

    /// A server that runs until `body` returns.
    package static func run(_ body: (PostgresCluster) async throws -> Void) async throws {
        let cluster = try PostgresCluster()
        try await cluster.make()
        do {
            try await cluster.start()
            try await body(cluster)
        } catch {
            await cluster.stop()
            throw error
        }
        await cluster.stop()
    }

    private func make() async throws {
        if getuid() == 0 {
            let given = try await ChildProcess.run("/bin/chown", ["postgres:postgres", directory.path])
            try require(given.status == 0, given.errors)
        }
        let (program, arguments) = command("initdb")
        let made = try await ChildProcess.run(
            program,
            arguments + [
                "--pgdata=\(data)", "--username=postgres", "--encoding=UTF8", "--locale=C", "--auth=trust",
                "--no-instructions",
            ], directory: directory.path)
        try require(made.status == 0, made.errors)
    }

    /// In order, so that it leaves no shared memory behind, and is gone before its files are.
    private func stop() async {
        server?.signal(SIGINT)
        _ = await server?.ending()
    }

    /// Returns once it serves. While processes of a killed server still have its memory, it refuses to start.
    package func start() async throws {
        let serves = try await eventually {
            if server?.isRunning != true {
                let (program, arguments) = command("postgres")
                // syncfs: the same durability, and a recovery that does not open a thousand files one by one first.
                let settings = [
                    "-c", "listen_addresses=", "-c", "unix_socket_directories=\(directory.path)",
                    "-c", "recovery_init_sync_method=syncfs",
                ]
                server = try ChildProcess(
                    program, arguments + ["-D", data] + settings, directory: directory.path, output: log, errors: log)
            }
            return (try? await database.number("SELECT 1")) == 1
        }
        try require(serves, "PostgreSQL does not start: \((try? String(contentsOfFile: log, encoding: .utf8)) ?? "")")
    }

    /// kill -9 of the process that all others come from.
    package func kill() async {
        server?.signal(SIGKILL)
        _ = await server?.ending()
    }

    /// One that is new and empty.
    package func freshDatabase() async throws -> PostgresDatabase {
        databases += 1
        let name = "mint\(databases)"
        _ = try await database.rows("CREATE DATABASE \(name)")
        return PostgresDatabase(url: "postgres://postgres@\(host)/\(name)")
    }

    /// kill -9 of a session that does something at this moment, after which the server ends all others and recovers.
    package func killBackend() async throws {
        let pid = try await database.number(
            """
            SELECT pid FROM pg_stat_activity WHERE application_name = 'mintd'
            ORDER BY state = 'active' DESC, xact_start DESC NULLS LAST LIMIT 1
            """)
        try require(Glibc.kill(pid_t(pid), SIGKILL) == 0, "the session is gone")
        // Whether a session before or after it serves this is all the same: the server is through with it.
        let serves = await eventually { (try? await database.number("SELECT 1")) == 1 }
        try require(serves, "PostgreSQL does not come back")
    }

    /// Ends every session of the mint, in the middle of whatever it does.
    package func terminateSessions() async throws {
        let ended = try await database.number(
            """
            SELECT COUNT(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'mintd'
            """)
        try require(ended > 0, "the mint has no session")
    }

    /// PostgreSQL refuses to run as root.
    private func command(_ program: String) -> (String, [String]) {
        let path = "\(programs)/\(program)"
        guard getuid() == 0 else { return (path, []) }
        return ("/usr/bin/setpriv", ["--reuid=postgres", "--regid=postgres", "--init-groups", path])
    }
}
