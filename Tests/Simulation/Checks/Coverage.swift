/// What has happened how often, over all seeds of a program.
final class Coverage: @unchecked Sendable {  // confined to the scheduler's thread
    /// Every way a saga can go.
    static let transitions = [
        "swap nothing to setUp", "swap setUp to completed", "swap setUp to undone", "swap setUp taken over",
        "melt nothing to setUp", "melt setUp to attempted", "melt setUp to finalizing", "melt setUp to undone",
        "melt attempted to finalizing", "melt attempted to undone", "melt finalizing to completed",
        "melt setUp taken over", "melt attempted taken over", "melt finalizing taken over",
    ]

    private var counts: [String: Int] = [:]

    func count(_ fault: FaultKind) { counts["fault \(fault.rawValue)", default: 0] += 1 }

    func count(_ sight: Sight) { counts["sight \(sight.rawValue)", default: 0] += 1 }

    func count(transition words: String) { counts["transition \(words)", default: 0] += 1 }

    /// Each with how often it happened, also what did not.
    var lines: [(name: String, count: Int)] {
        let expected =
            FaultKind.allCases.map { "fault \($0.rawValue)" } + Sight.allCases.map { "sight \($0.rawValue)" }
            + Self.transitions.map { "transition \($0)" }
        let others = Set(counts.keys).subtracting(expected).sorted()
        return (expected + others).map { ($0, counts[$0] ?? 0) }
    }

    /// Transitions that no saga may make.
    var unexpected: [String] {
        let known = Set(Self.transitions.map { "transition \($0)" })
        return counts.keys.filter { $0.hasPrefix("transition ") && !known.contains($0) }.sorted()
    }
}
