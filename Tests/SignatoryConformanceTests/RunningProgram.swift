internal import Foundation
internal import TestSupport

/// The program `signatory` with a directory of its own.
final class RunningProgram: Sendable {
    struct Ending {
        let status: Int32
        let output: String
        let errors: String
    }

    static let configuration = """
        [signatory]
        seed_file = "seed"
        database = "keys/keys.sqlite"
        mint_socket = "run/mint.sock"
        admin_socket = "run/admin.sock"

        """

    private let directory: TemporaryDirectory
    private let executable: URL

    init(configuration: String = RunningProgram.configuration) throws {
        directory = try TemporaryDirectory()
        // The bundle of tests is an executable in the folder of the build's products.
        executable = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
            .deletingLastPathComponent().appendingPathComponent("signatory")
        try configuration.write(toFile: path("signatory.toml"), atomically: true, encoding: .utf8)
    }

    func path(_ name: String) -> String { directory.path(of: name) }

    /// Runs it to its end.
    func run(_ arguments: String..., input: String = "") async throws -> Ending {
        try await run(arguments, input: input)
    }

    func run(_ arguments: [String], input: String = "") async throws -> Ending {
        let process = makeProcess(arguments)
        let (output, errors, standardInput) = (Pipe(), Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = errors
        process.standardInput = standardInput
        try process.run()
        // Less than a pipe holds, as is what the commands print.
        try standardInput.fileHandleForWriting.write(contentsOf: Data(input.utf8))
        try standardInput.fileHandleForWriting.close()
        let status = await Self.ending(of: process)
        return Ending(
            status: status,
            output: String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self),
            errors: String(decoding: errors.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self))
    }

    /// Runs the daemon while `body` runs, then ends it by a signal.
    /// - Returns: its exit status.
    func serving(endedBy signal: Int32 = SIGTERM, _ body: () async throws -> Void) async throws -> Int32 {
        let process = makeProcess(["serve"])
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        process.standardInput = FileHandle.nullDevice
        try process.run()
        do {
            guard try await eventually({ try await run("status").status == 0 }) else { throw NotReady() }
            try await body()
        } catch {
            process.terminate()
            _ = await Self.ending(of: process)
            throw error
        }
        kill(process.processIdentifier, signal)
        return await Self.ending(of: process)
    }

    /// Waits on a thread of its own: waiting blocks, and Foundation needs a run loop for it.
    private static func ending(of process: Process) async -> Int32 {
        await withCheckedContinuation { continuation in
            Thread {
                process.waitUntilExit()
                continuation.resume(returning: process.terminationStatus)
            }.start()
        }
    }

    struct NotReady: Error {}

    private func makeProcess(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = executable
        process.currentDirectoryURL = URL(fileURLWithPath: directory.path)
        process.arguments = arguments
        return process
    }
}
