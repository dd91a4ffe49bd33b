import Foundation
import TestSupport
import Testing

/// docs/signatory.md names for each attempt of a hostile client the test that shows the answer.
@Suite("docs/signatory.md")
struct SignatoryDocumentTests {
    private static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    private let rows: [(name: String, sentences: [String])]
    private let sources: String

    init() throws {
        let document = try String(contentsOf: Self.root.appending(path: "docs/signatory.md"), encoding: .utf8)
        rows = document.split(separator: "\n").compactMap { line in
            line.prefixMatch(of: /\| (R\d\d) \|/).map { match in
                (String(match.output.1), line.matches(of: /"([^"]+)"/).map { String($0.output.1) })
            }
        }
        let files = FileManager.default.enumerator(
            at: Self.root.appending(path: "Tests"), includingPropertiesForKeys: nil)
        sources = try (files?.compactMap { $0 as? URL } ?? []).filter { $0.pathExtension == "swift" }
            .map { try String(contentsOf: $0, encoding: .utf8) }.joined()
    }

    @Test("Each attempt from R01 to R40 has a row with a test, and every sentence is one of a test")
    func attempts() throws {
        #expect(rows.map(\.name) == (1...40).map { "R" + ($0 < 10 ? "0\($0)" : "\($0)") })
        for row in rows {
            #expect(!row.sentences.isEmpty, "\(row.name) names no test")
            for sentence in row.sentences {
                let isTest = sources.contains("\"\(sentence)\"") || sources.contains("func `\(sentence)`")
                #expect(isTest, "no test says: \(sentence)")
            }
        }
    }
}
