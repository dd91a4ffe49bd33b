import Foundation
import TestSupport
import Testing

/// docs/reliability.md names the tests that show what it says.
@Suite("docs/reliability.md")
struct ReliabilityDocumentTests {
    private let document: String
    private let sources: String

    init() throws {
        document = try ProjectFiles.document("reliability.md")
        sources = try ProjectFiles.testSources()
    }

    private func rows(_ pattern: Regex<(Substring, Substring)>) -> [(name: String, line: String)] {
        document.split(separator: "\n").compactMap { line in
            line.prefixMatch(of: pattern).map { (String($0.output.1), String(line)) }
        }
    }

    @Test("Every sentence in quotation marks is one of a test")
    func sentences() throws {
        let quoted = document.replacing("\n", with: " ").matches(of: /"([^"]+)"/).map { String($0.output.1) }
        #expect(quoted.count > 60)
        for sentence in Set(quoted) { #expect(sources.contains("\"\(sentence)\""), "no test says: \(sentence)") }
    }

    @Test("Each fault from F01 to F48 and from F52 to F60 has a row with a test")
    func faults() throws {
        let rows = rows(/\| (F\d\d) \|/)
        let expected = (Array(1...48) + Array(52...60)).map { "F" + ($0 < 10 ? "0\($0)" : "\($0)") }
        #expect(rows.map(\.name) == expected)
        for row in rows { #expect(row.line.contains("\""), "\(row.name) names no test") }
    }
}
