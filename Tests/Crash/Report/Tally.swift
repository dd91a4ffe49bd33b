/// What came of the kills of one target.
struct Tally {
    var cycles = 0
    /// Kills after which at least one request was doubtful, or one had neither been done nor undone.
    var effective = 0
    var findings = Findings()
    var time = Duration.zero

    static func += (left: inout Tally, right: Tally) {
        left.cycles += right.cycles
        left.effective += right.effective
        left.findings += right.findings
        left.time += right.time
    }

    mutating func add(_ found: Findings, time: Duration) {
        cycles += 1
        if found.doubtful + found.underWay > 0 { effective += 1 }
        findings += found
        self.time += time
    }

    static let heading =
        row(
            "target", "cycles", "s/cycle", "done", "undone", "refused", "in flight", "doubtful", "(done", "undone)",
            "under way", "repeated", "hits", "lost", "doubled", "stuck", "faults")

    func line(_ name: String) -> String {
        let hundredths = cycles == 0 ? 0 : time.milliseconds / cycles / 10
        return Self.row(
            name, "\(cycles)", "\(hundredths / 100).\(hundredths % 100 < 10 ? "0" : "")\(hundredths % 100)",
            "\(findings.done)", "\(findings.undone)", "\(findings.refused)", "\(findings.inFlight)",
            "\(findings.doubtful)", "\(findings.doubtfulDone)", "\(findings.doubtfulUndone)", "\(findings.underWay)", "\(findings.repeated)",
            "\(effective)", "\(findings.lost)", "\(findings.doubled)", "\(findings.stuck)", "\(findings.faults.count)")
    }

    private static func row(_ cells: String...) -> String {
        cells.map { String(repeating: " ", count: max(0, 9 - $0.count)) + $0 }.joined(separator: " ")
    }
}
