internal import Synchronization

/// What the watchdog over the mint's money has paused. Of this process; each watches by itself.
final class SolvencyGate: Sendable {
    /// In words for the operator; `nil` while the mint has what it needs.
    private let shortage = Mutex<String?>(nil)
    private let consequence: SolvencyRule.Consequence

    init(_ rule: SolvencyRule?) { consequence = rule?.consequence ?? .none }

    func set(_ shortage: String?) { self.shortage.withLock { $0 = shortage } }

    var current: String? { shortage.withLock { $0 } }

    /// Why there are no new mint quotes.
    var mintingPause: String? { consequence.pausesMinting ? current : nil }
    /// Why nothing is melted.
    var meltingPause: String? { consequence.pausesMelting ? current : nil }
}
