import Foundation
import TestSupport
import Testing

/// A library of C in Tests/, which a program loads before its own (LD_PRELOAD): it then meets another disk or clock
/// than this machine's.
struct PreloadedLibrary {
    /// As Tests/ has it, such as `FaultyDisk/faulty_disk.c`.
    let source: String

    static let faultyDisk = PreloadedLibrary(source: "FaultyDisk/faulty_disk.c")
    static let clock = PreloadedLibrary(source: "CrashClock/clock.c")

    /// - Returns: the path of the library.
    func built(in directory: TemporaryDirectory) async throws -> String {
        let source = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appending(path: source)
        let library = directory.path(of: source.deletingPathExtension().lastPathComponent + ".so")
        let built = try await ChildProcess.run(
            "/usr/bin/env", ["clang", "-shared", "-fPIC", "-o", library, source.path])
        try #require(built.status == 0, "\(built.errors)")
        return library
    }
}
