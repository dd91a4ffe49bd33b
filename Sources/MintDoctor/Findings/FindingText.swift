/// Findings as lines for people.
package enum FindingText {
    package static func lines(_ findings: [Finding]) -> [String] { findings.map(line) + [summary(findings)] }

    /// `failed  database: what it is → what to do`
    private static func line(_ finding: Finding) -> String {
        let grade = finding.grade.rawValue
        let pause = String(repeating: " ", count: 9 - grade.count)
        let advice = finding.advice.map { " → \($0)" } ?? ""
        return oneLine("\(grade)\(pause)\(finding.subject): \(finding.detail)\(advice)")
    }

    private static func summary(_ findings: [Finding]) -> String {
        Finding.Grade.allCases.reversed().map { grade in "\(findings.count { $0.grade == grade }) \(grade.rawValue)" }
            .joined(separator: ", ")
    }

    /// Nodes, servers and whoever answers at the mint's address choose some of these words: none of them gets to the
    /// terminal's controls.
    private static func oneLine(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.properties.isControl ? " " : $0 }))
    }
}

extension Unicode.Scalar.Properties {
    /// Moves the cursor, or has the text after it run the other way.
    fileprivate var isControl: Bool {
        switch generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator: true
        default: false
        }
    }
}
