internal import Synchronization

/// Quotes that a running operation works on, so that a second request is told to wait before anything is signed for it.
/// What decides is the database; this only saves work.
final class QuotesInUse: Sendable {
    private let ids = Mutex<Set<String>>([])

    /// - Returns: `false`, and nothing is taken, when another operation works on one of them.
    func take(_ wanted: [String]) -> Bool {
        ids.withLock { ids in
            guard ids.isDisjoint(with: wanted) else { return false }
            ids.formUnion(wanted)
            return true
        }
    }

    func giveBack(_ taken: [String]) { ids.withLock { $0.subtract(taken) } }
}
