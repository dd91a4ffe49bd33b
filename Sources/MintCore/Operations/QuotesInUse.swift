internal import Synchronization

/// Quotes that a running operation works on, so that a second request is told to wait before anything is signed for it.
/// What decides is the database; this only saves work.
final class QuotesInUse: Sendable {
    private let ids = Mutex<Set<String>>([])

    /// - Returns: `false` when another operation works on it.
    func take(_ id: String) -> Bool { ids.withLock { $0.insert(id).inserted } }

    func giveBack(_ id: String) { ids.withLock { _ = $0.remove(id) } }
}
