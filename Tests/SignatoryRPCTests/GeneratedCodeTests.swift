import Foundation
import Testing

@Suite struct GeneratedCodeTests {
    private static let compiler = ["/usr/bin/protoc-c", "/usr/local/bin/protoc-c"]
        .first(where: FileManager.default.isExecutableFile(atPath:))

    @Test(.enabled(if: compiler != nil, "protoc-c is missing: apt-get install protobuf-c-compiler"))
    func `The committed C code is that of the schema`() async throws {
        let generate = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Protos/generate")
        let process = Process()
        process.executableURL = generate
        process.arguments = ["--check"]
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0, "\(text)")
    }
}
