import Foundation

/// What the tests of documents compare: the documents, and the tests that they name.
enum ProjectFiles {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// - Parameter name: in `docs`.
    static func document(_ name: String) throws -> String {
        try String(contentsOf: root.appending(path: "docs/\(name)"), encoding: .utf8)
    }

    /// Of all tests, and of what supports them.
    static func testSources() throws -> String {
        let files = FileManager.default.enumerator(
            at: root.appending(path: "Tests"), includingPropertiesForKeys: nil)
        return try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    }

    /// The names that tests are given in quotation marks.
    static func testNames() throws -> Set<String> {
        Set(try testSources().matches(of: /@Test\(\s*"([^"]+)"/).map { String($0.output.1) })
    }
}
