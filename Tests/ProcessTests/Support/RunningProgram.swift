import Foundation
import Glibc

/// A daemon that a test started. Killed with its last owner.
final class RunningProgram: @unchecked Sendable {  // a Process is set up once and afterwards only asked and signalled
    private let process = Process()
    let log: URL

    init(_ name: String, _ arguments: [String], log: URL) throws {
        self.log = log
        process.executableURL = Programs.url(name)
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(["SWIFT_BACKTRACE": "enable=no"]) { $1 }
        if !FileManager.default.fileExists(atPath: log.path) { try Data().write(to: log) }
        let file = try FileHandle(forWritingTo: log)
        try file.seekToEnd()
        process.standardOutput = file
        process.standardError = file
        process.standardInput = FileHandle.nullDevice
        try process.run()
    }

    deinit {
        if process.isRunning { Glibc.kill(process.processIdentifier, SIGKILL) }
    }

    var isRunning: Bool { process.isRunning }
    var pid: Int32 { process.processIdentifier }

    /// Its exit status, once it ended by itself; the signal's number, once it was killed.
    var endStatus: Int32 { process.terminationStatus }

    func signal(_ number: Int32) { Glibc.kill(process.processIdentifier, number) }

    func kill() async {
        signal(SIGKILL)
        await ended()
    }

    func ended() async {
        while process.isRunning { await Task.yield() }
    }

    var logText: String { (try? String(contentsOf: log, encoding: .utf8)) ?? "" }
}
