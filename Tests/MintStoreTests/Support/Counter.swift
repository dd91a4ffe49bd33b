import Synchronization

/// Counts, from any thread.
final class Counter: Sendable {
    private let count = Atomic(0)

    /// 1 for the first.
    func next() -> Int { count.add(1, ordering: .relaxed).newValue }
}
