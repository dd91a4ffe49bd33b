import Foundation
import TestSupport

/// A daemon that a test started. Killed with its last owner.
final class RunningProgram: Sendable {
    private let process: ChildProcess
    private let log: String

    init(_ name: String, _ arguments: [String], log: String) throws {
        self.log = log
        process = try ChildProcess(ChildProcess.product(name), arguments, output: log, errors: log)
    }

    func signal(_ number: Int32) { process.signal(number) }

    func kill() async {
        signal(SIGKILL)
        _ = await process.ending()
    }

    func ending() async -> ChildProcess.Ending { await process.ending() }

    var isRunning: Bool { process.isRunning }

    var logText: String { (try? String(contentsOfFile: log, encoding: .utf8)) ?? "" }
}
