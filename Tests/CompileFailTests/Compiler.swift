import Foundation
import TestSupport

/// The compiler, called as SwiftPM called it for this very target, so that language mode, features, package name and
/// modules are those of Package.swift and of this build.
struct Compiler: Sendable {
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    private let program: String
    private let settings: [String]

    private static let asBuilt = Result { try Compiler() }

    /// Compiles a file as far as diagnostics go (those of ownership come after type checking) and compares them with
    /// what the file says in its comments `expected-error`, `expected-warning` and `expected-note`: status 0 when each
    /// of them was reported and nothing else was.
    static func verify(_ path: String) async throws -> ChildProcess.Outcome {
        let compiler = try asBuilt.get()
        return try await ChildProcess.run(
            compiler.program,
            ["-frontend", "-emit-sil", "-o", "/dev/null", "-parse-as-library", "-module-name", "Example", "-verify"]
                // What is declared in other files, and notes point to, is none of this file's business.
                + ["-verify-ignore-unrelated"] + compiler.settings + [path])
    }

    private init() throws {
        let call = try Self.call(in: Self.manifest())
        program = call[0]
        settings = Self.settings(of: call)
        guard settings.contains("-package-name"), settings.contains("-swift-version") else {
            throw Failure(description: "the build is not described as it used to be: \(call)")
        }
    }

    /// What `swift test` wrote beside the folder of its products, PLATFORM/CONFIGURATION.
    private static func manifest() throws -> String {
        let products = URL(fileURLWithPath: ChildProcess.product(".")).standardizedFileURL
        let scratch = products.deletingLastPathComponent().deletingLastPathComponent()
        return try String(
            contentsOf: scratch.appending(path: "\(products.lastPathComponent).yaml"), encoding: .utf8)
    }

    /// The program and the arguments that compile this target: one line of the manifest, whose list is also JSON.
    private static func call(in manifest: String) throws -> [String] {
        let key = "args: "
        for line in manifest.split(separator: "\n") where line.contains(#""-module-name","CompileFailTests","#) {
            guard let start = line.firstRange(of: key)?.upperBound else { continue }
            return try JSONDecoder().decode([String].self, from: Data(line[start...].utf8))
        }
        throw Failure(description: "the build does not say how it compiled CompileFailTests")
    }

    /// Those that say what is legal and where modules are; left out is what says what to write, and where.
    private static func settings(of call: [String]) -> [String] {
        let pairs: Set = [
            "-I", "-Xcc", "-enable-upcoming-feature", "-module-cache-path", "-package-name", "-sdk", "-swift-version",
            "-target",
        ]
        let flags: Set = ["-strict-memory-safety", "-warnings-as-errors"]
        var settings: [String] = []
        for (index, argument) in call.enumerated() {
            if flags.contains(argument) { settings.append(argument) }
            if pairs.contains(argument), index + 1 < call.count { settings += [argument, call[index + 1]] }
        }
        return settings
    }
}
