import Cashu
import Foundation
import TestSupport
import Testing

/// docs/nuts.md names for each NUT and each error code the test that shows it.
@Suite("docs/nuts.md")
struct NUTsDocumentTests {
    private let lines: [String]
    /// The names of all tests.
    private let tests: Set<String>

    init() throws {
        let document = try ProjectFiles.document("nuts.md")
        lines = document.split(separator: "\n").map(String.init)
        tests = try ProjectFiles.testNames()
    }

    @Test("Every sentence in quotation marks is the name of a test")
    func sentences() {
        let quoted = lines.filter { $0.hasPrefix("| ") }.joined(separator: "\n").matches(of: /"([^"]+)"/)
        #expect(quoted.count > 80)
        for sentence in Set(quoted.map { String($0.output.1) }) {
            #expect(tests.contains(sentence), "no test says: \(sentence)")
        }
    }

    @Test("Each NUT from 00 to 30 has a row that says what shows it, or why it is not there")
    func rows() {
        let rows = lines.compactMap { line in
            line.prefixMatch(of: /\| (\d\d) \|/).map { (String($0.output.1), line) }
        }
        #expect(rows.map(\.0) == (0...30).map { $0 < 10 ? "0\($0)" : "\($0)" })
        for (number, line) in rows {
            let cells = line.split(separator: "|", omittingEmptySubsequences: false)
            #expect(cells.count == 6, "NUT-\(number)")
            let isExplained = cells.dropFirst(2).contains { !$0.allSatisfy(\.isWhitespace) }
            #expect(line.contains("\"") || isExplained, "NUT-\(number)")
        }
    }

    @Test("Each error code that the mint can give has a row")
    func codes() {
        let rows = lines.filter { $0.hasPrefix("| ") }.flatMap { line in
            line.split(separator: "|").first?.split(separator: " ").compactMap { Int($0) } ?? []
        }
        for code in NUTErrorCode.allCases { #expect(rows.contains(code.rawValue), "\(code.rawValue) has no row") }
    }
}
