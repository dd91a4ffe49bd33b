import Foundation
import MintDoctor
import Testing

@Suite("The doctor")
struct DoctorTests {
    private struct Plain: Check {
        let subject: String

        func findings() async -> [Finding] {
            [.ok(subject, "well"), .warning("\(subject) two", "so so", advice: "rest")]
        }
    }

    /// Never ends, and does not hear that it is to.
    private struct Stuck: Check {
        let subject = "stuck"

        func findings() async -> [Finding] {
            await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in }
            return []
        }
    }

    @Test("tells what each check found, in their order, and leaves one behind that hangs")
    func order() async {
        let checks: [any Check] = [Plain(subject: "a"), Stuck(), Plain(subject: "b")]
        let findings = await Doctor(checks, patience: .milliseconds(50)).examine()
        #expect(findings.map(\.subject) == ["a", "a two", "stuck", "b", "b two"])
        #expect(findings.map(\.grade) == [.ok, .warning, .failed, .ok, .warning])
        #expect(Finding.worst(of: findings) == .failed)
        #expect(Finding.worst(of: await Doctor([Plain(subject: "a")]).examine()) == .warning)
        #expect(Finding.worst(of: []) == .ok)
    }

    @Test("tells each in one line, whatever a stranger wrote into it")
    func lines() {
        let lines = FindingText.lines([
            .ok("a", "1"), .warning("b", "2", advice: "do"),
            .failed("c", "\u{1b}[2Jx\ny\u{202e}z\u{2028}", advice: "\r!"),
        ])
        #expect(
            lines == [
                "ok       a: 1", "warning  b: 2 → do", "failed   c:  [2Jx y z  →  !", "1 failed, 1 warning, 1 ok",
            ])
    }

    @Test("tells the same in JSON")
    func json() throws {
        struct Report: Decodable {
            struct Line: Decodable { let grade, subject, detail: String, advice: String? }
            let status: String
            let findings: [Line]
        }
        let text = try FindingJSON.text([.ok("a", "1\n"), .failed("b", "2", advice: "do")])
        let report = try JSONDecoder().decode(Report.self, from: Data(text.utf8))
        #expect(report.status == "failed")
        #expect(report.findings.map(\.grade) == ["ok", "failed"])
        #expect(report.findings.map(\.subject) == ["a", "b"])
        #expect(report.findings.map(\.detail) == ["1\n", "2"])
        #expect(report.findings.map(\.advice) == [nil, "do"])
    }

    @Test(
        "says of the clock what the kernel says",
        arguments: [
            (ClockCheck.Reading.synchronised(microseconds: 3_000), Finding.Grade.ok, "3 ms"),
            (.synchronised(microseconds: 2_000_000), .warning, "2 s"), (.unsynchronised, .warning, "nothing keeps"),
            (.untold(1), .warning, "errno 1"),
        ])
    func clock(reading: ClockCheck.Reading, grade: Finding.Grade, words: String) async {
        let findings = await ClockCheck { reading }.findings()
        #expect(findings.map(\.grade) == [grade])
        #expect(findings.first?.detail.contains(words) == true)
    }

    @Test("can ask the kernel")
    func kernel() async {
        #expect(await ClockCheck().findings().count == 1)
    }
}
