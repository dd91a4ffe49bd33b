internal import Foundation
internal import TestSupport

/// The program `signatory` with a directory of its own.
final class RunningProgram: Sendable {
    static let configuration = """
        [signatory]
        seed_file = "seed"
        database = "keys/keys.sqlite"
        mint_socket = "run/mint.sock"
        admin_socket = "run/admin.sock"

        """

    private let directory: TemporaryDirectory
    private let executable = ChildProcess.product("signatory")

    init(configuration: String = RunningProgram.configuration) throws {
        directory = try TemporaryDirectory()
        try configuration.write(toFile: path("signatory.toml"), atomically: true, encoding: .utf8)
    }

    func path(_ name: String) -> String { directory.path(of: name) }

    /// Runs it to its end.
    func run(_ arguments: String..., input: String = "") async throws -> ChildProcess.Outcome {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String = "") async throws -> ChildProcess.Outcome {
        try await ChildProcess.run(executable, arguments, directory: directory.path, input: input)
    }

    /// Runs it to its end through another program, such as env(1), that becomes it.
    func run(
        through wrapper: [String], _ arguments: [String], input: String = ""
    ) async throws -> ChildProcess.Outcome {
        let command = wrapper + [executable] + arguments
        return try await ChildProcess.run(
            command[0], Array(command.dropFirst()), directory: directory.path, input: input)
    }

    /// The daemon, ready. Its log is in the file `log`.
    func started(through wrapper: [String] = ["/usr/bin/env"]) async throws -> ChildProcess {
        let command = wrapper + [executable, "serve"]
        let daemon = try ChildProcess(
            command[0], Array(command.dropFirst()), directory: directory.path, errors: path("log"))
        // Through the same, which may be what makes it another user.
        let answers = try await eventually { try await run(through: wrapper, ["status"]).status == 0 }
        guard answers else { throw NotReady() }
        return daemon
    }

    /// Runs the daemon while `body` runs, then ends it by a signal.
    /// - Returns: how it ended.
    func serving(
        endedBy signal: Int32 = SIGTERM, _ body: () async throws -> Void
    ) async throws -> ChildProcess.Ending {
        let daemon = try ChildProcess(executable, ["serve"], directory: directory.path)
        guard try await eventually({ try await run("status").status == 0 }) else { throw NotReady() }
        try await body()
        daemon.signal(signal)
        return await daemon.ending()
    }

    struct NotReady: Error {}
}
