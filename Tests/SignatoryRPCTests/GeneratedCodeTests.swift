import Foundation
import TestSupport
import Testing

@Suite struct GeneratedCodeTests {
    private static let compiler = ["/usr/bin/protoc-c", "/usr/local/bin/protoc-c"]
        .first(where: FileManager.default.isExecutableFile(atPath:))

    @Test(.enabled(if: compiler != nil, "protoc-c is missing: apt-get install protobuf-c-compiler"))
    func `The committed C code is that of the schema`() async throws {
        let generate = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Protos/generate")
        let outcome = try await ChildProcess.run(generate.path, ["--check"])
        #expect(outcome.status == 0, "\(outcome.output)\(outcome.errors)")
    }
}
