internal import FoundationEssentials

/// Findings as one object for programs.
package enum FindingJSON {
    private struct Report: Encodable {
        let status: String
        let findings: [Line]
    }

    private struct Line: Encodable {
        let grade: String
        let subject: String
        let detail: String
        let advice: String?
    }

    package static func text(_ findings: [Finding]) throws(EncodingError) -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let lines = findings.map { finding in
            Line(
                grade: finding.grade.rawValue, subject: finding.subject, detail: finding.detail, advice: finding.advice)
        }
        let report = Report(status: Finding.worst(of: findings).rawValue, findings: lines)
        do {
            return String(decoding: try encoder.encode(report), as: UTF8.self)
        } catch let error as EncodingError {
            throw error
        } catch {
            preconditionFailure("an encoder throws its own errors: \(error)")
        }
    }
}

extension Finding {
    package static func worst(of findings: [Finding]) -> Grade {
        if findings.contains(where: { $0.grade == .failed }) { return .failed }
        return findings.contains { $0.grade == .warning } ? .warning : .ok
    }
}
