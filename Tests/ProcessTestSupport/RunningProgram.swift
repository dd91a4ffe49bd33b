internal import Foundation
internal import Glibc
package import TestSupport

/// A daemon that a test started. Killed with its last owner.
package final class RunningProgram: Sendable {
    private let process: ChildProcess
    private let log: String

    /// - Parameter environment: beside that of this process.
    package init(
        _ name: String, _ arguments: [String], environment: [String: String] = [:], log: String
    ) throws {
        self.log = log
        let settings = environment.map { "\($0)=\($1)" }
        process = try ChildProcess(
            "/usr/bin/env", settings + [ChildProcess.product(name)] + arguments, output: log, errors: log)
    }

    /// Of the program, and not of a shell that started it: that has become the program.
    package var processID: Int32 { process.processID }

    package func signal(_ number: Int32) { process.signal(number) }

    package func kill() async {
        signal(SIGKILL)
        _ = await process.ending()
    }

    package func ending() async -> ChildProcess.Ending { await process.ending() }

    package var isRunning: Bool { process.isRunning }

    package var logText: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
}
