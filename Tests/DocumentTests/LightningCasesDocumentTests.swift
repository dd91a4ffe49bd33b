import Foundation
import TestSupport
import Testing

/// docs/lightning-cases.md names for each answer that misleads the test that shows what the mint does then.
@Suite("docs/lightning-cases.md")
struct LightningCasesDocumentTests {
    private let document: String
    /// The names of all tests.
    private let tests: Set<String>

    init() throws {
        document = try ProjectFiles.document("lightning-cases.md")
        tests = try ProjectFiles.testNames()
    }

    @Test("Every sentence in quotation marks is the name of a test")
    func sentences() {
        let quoted = document.matches(of: /"([^"]+)"/).map { String($0.output.1) }
        #expect(quoted.count > 130)
        for sentence in Set(quoted) { #expect(tests.contains(sentence), "no test says: \(sentence)") }
    }

    @Test("Each row says what the mint does, and names a test")
    func rows() {
        let rows = document.split(separator: "\n").filter { $0.hasPrefix("| ") && !$0.contains("What the mint does") }
        #expect(rows.count > 60)
        for row in rows {
            let cells = row.split(separator: "|", omittingEmptySubsequences: false)
            guard cells.count == 5 else {
                Issue.record("not three cells: \(row)")
                continue
            }
            let isSaid = !cells[2].allSatisfy(\.isWhitespace)
            #expect(isSaid, "what does the mint do: \(row)")
            let isTested = cells[3].contains("\"") || cells[3] == " `conforms` "
            #expect(isTested, "no test: \(row)")
        }
        #expect(!document.contains("none yet"))
    }
}
