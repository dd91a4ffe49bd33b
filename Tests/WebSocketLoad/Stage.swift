import Foundation
import ProcessTestSupport
import TestSupport

/// A mint and its signatory on files of their own.
final class Stage {
    let mint: MintProgram
    private let signatory: SignatoryProgram
    private let directory: TemporaryDirectory

    /// So long does the fake backend take at most to pay an invoice: some are paid before they are watched, some after.
    private static let longestDelaySeconds = 20

    init() async throws {
        directory = try TemporaryDirectory()
        signatory = try await SignatoryProgram(in: directory, keysetVersion: "01")
        var habits = MintProgram.Habits()
        habits.longestDelaySeconds = Self.longestDelaySeconds
        mint = try MintProgram(
            in: directory, socket: signatory.socket, store: try await .chosen(in: directory), logLevel: "warning",
            habits: habits)
        try await signatory.start()
        try await mint.start()
    }

    /// What mintd holds in memory, in bytes (proc_pid_status(5)).
    func memory() throws -> Int {
        let pid = try require(mint.program?.processID, "mintd does not run")
        let status = try String(contentsOfFile: "/proc/\(pid)/status", encoding: .utf8)
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmRSS:") }
        let kilobytes = line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }
        return try require(kilobytes, "/proc tells nothing of mintd") * 1_024
    }
}
