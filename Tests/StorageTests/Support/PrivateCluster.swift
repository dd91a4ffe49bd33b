import Foundation
import Glibc
import TestSupport

/// A PostgreSQL server of one test's own, which it may stop, kill and configure. It ends with its last owner, and with
/// the process of the tests. Everybody who can connect is let in, without a password.
final class PrivateCluster: Sendable {
    struct Failure: Error {
        let errors: String
    }

    private let directory: TemporaryDirectory
    private let port: UInt16
    private let lifeline: Int32

    /// `$1` is the directory, `$2` that of PostgreSQL's programs; PostgreSQL refuses to run as root.
    private static let asServer = """
        user=(); [ "$(id -u)" -ne 0 ] || user=(setpriv --reuid=postgres --regid=postgres --init-groups)
        as_server() { (cd "$1" && exec "${user[@]}" "${@:2}"); }
        data=$1/data

        """
    private static let make = """
        set -e
        [ "$(id -u)" -ne 0 ] || chown -R postgres:postgres "$1"
        as_server "$1" "$2/initdb" --pgdata="$data" --username=postgres --encoding=UTF8 --locale=C --no-instructions \
            --no-sync --auth=trust >"$1/log" 2>&1
        as_server "$1" tee -a "$data/postgresql.conf" <"$3" >/dev/null
        """
    private static let control = #"as_server "$1" "$2/pg_ctl" -D "$data" -l "$data/log" -w "${@:3}""#
    /// Waits for the end of its input, which comes even when the tests are killed.
    private static let guardian = #"cat >/dev/null; as_server "$1" "$2/pg_ctl" stop -D "$data" -m immediate"#

    /// - Parameters:
    ///   - settings: lines of `postgresql.conf`.
    ///   - prepare: a script that runs in the new directory before, and what it makes belongs to the server.
    init(_ settings: [String] = [], prepare: String = ":") async throws {
        directory = try TemporaryDirectory()
        port = try LocalSocket.freePort()
        let prepared = try await ChildProcess.run("/bin/bash", ["-ec", prepare], directory: directory.path)
        guard prepared.status == 0 else { throw Failure(errors: prepared.errors) }
        let lines = ["port = \(port)", "listen_addresses = 'localhost'", "unix_socket_directories = ''"] + settings
        try Data(lines.map { $0 + "\n" }.joined().utf8).write(to: URL(fileURLWithPath: directory.path(of: "settings")))
        let pipe = directory.path(of: "lifeline")
        guard unsafe mkfifo(pipe, 0o600) == 0 else { throw Failure(errors: "no pipe") }
        lifeline = unsafe open(pipe, O_RDWR | O_CLOEXEC)
        let programs = try TestPostgres.programs()
        let child = try ChildProcess(
            "/bin/bash", ["-c", Self.asServer + Self.guardian, "guardian", directory.path, programs], input: pipe)
        // Keeps the guardian and the directory until the server has ended.
        Task { [directory] in
            _ = await child.ending()
            withExtendedLifetime(directory) {}
        }
        try await run(Self.make, [directory.path(of: "settings")])
        try await start()
    }

    deinit { close(lifeline) }

    func start() async throws { try await run(Self.control, ["start"]) }
    func stop() async throws { try await run(Self.control, ["stop", "-m", "fast"]) }
    /// As the loss of power would, but for what the kernel still writes.
    func kill() async throws { try await run(#"kill -9 "$(head -n 1 "$data/postmaster.pid")""#) }
    func promote() async throws { try await run(Self.control, ["promote"]) }

    /// From the next start on the server only reads, as one that follows another does.
    func demote() async throws { try await run(#"as_server "$1" touch "$data/standby.signal""#) }

    /// The path of a file in the server's directory.
    func path(of name: String) -> String { directory.path(of: name) }

    /// - Parameter host: `localhost`, or `127.0.0.1`, which is the same.
    func url(host: String = "127.0.0.1", database: String = "postgres", parameters: String = "") -> String {
        "postgres://postgres@\(host):\(port)/\(database)\(parameters)"
    }

    func psql(_ statements: String) async throws { try await TestPostgres.psql(statements, url: url()) }

    /// Changes a setting that a running server takes.
    func set(_ setting: String, to value: String) async throws {
        try await psql("ALTER SYSTEM SET \(setting) = '\(value)'; SELECT pg_reload_conf();")
    }

    func run(_ script: String, _ arguments: [String] = []) async throws {
        let outcome = try await ChildProcess.run(
            "/bin/bash",
            ["-c", Self.asServer + script, "cluster", directory.path, try TestPostgres.programs()] + arguments)
        guard outcome.status == 0 else { throw Failure(errors: outcome.output + outcome.errors) }
    }
}
