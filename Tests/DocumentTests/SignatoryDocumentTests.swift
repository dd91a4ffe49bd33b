import Foundation
import TestSupport
import Testing

/// docs/signatory.md names for each attempt of a hostile client the test that shows the answer.
@Suite("docs/signatory.md")
struct SignatoryDocumentTests {
    private let rows: [(name: String, sentences: [String])]
    private let sources: String

    init() throws {
        let document = try ProjectFiles.document("signatory.md")
        rows = document.split(separator: "\n").compactMap { line in
            line.prefixMatch(of: /\| (R\d\d) \|/).map { match in
                (String(match.output.1), line.matches(of: /"([^"]+)"/).map { String($0.output.1) })
            }
        }
        sources = try ProjectFiles.testSources()
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
