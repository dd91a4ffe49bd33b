import Foundation

/// The programs of this build, beside the bundle that runs the tests.
enum Programs {
    static let directory: URL = {
        // The bundle of tests on Linux is an executable in the folder of the build's products.
        URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath().deletingLastPathComponent()
    }()

    static func url(_ name: String) -> URL { directory.appending(path: name) }

    struct Outcome {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Runs a program to its end.
    static func run(_ name: String, _ arguments: [String], input: String = "") async throws -> Outcome {
        let process = Process()
        process.executableURL = url(name)
        process.arguments = arguments
        let (stdin, stdout, stderr) = (Pipe(), Pipe(), Pipe())
        process.standardInput = stdin
        process.standardOutput = stdout
        process.standardError = stderr
        return try await withCheckedThrowingContinuation { continuation in
            let thread = Thread {
                do {
                    try process.run()
                    try stdin.fileHandleForWriting.write(contentsOf: Data(input.utf8))
                    try stdin.fileHandleForWriting.close()
                    // What these programs print fits into the buffer of a pipe, so reading one after the other is safe.
                    let output = stdout.fileHandleForReading.readDataToEndOfFile()
                    let errors = stderr.fileHandleForReading.readDataToEndOfFile()
                    process.waitUntilExit()
                    continuation.resume(
                        returning: Outcome(
                            status: process.terminationStatus, output: String(decoding: output, as: UTF8.self),
                            errors: String(decoding: errors, as: UTF8.self)))
                } catch {
                    continuation.resume(throwing: error)
                }
            }
            thread.start()
        }
    }
}
