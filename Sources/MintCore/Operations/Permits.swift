internal import Synchronization

/// So many may do something at a time; whoever comes when all do is sent away, and not kept waiting.
final class Permits: Sendable {
    private let free: Mutex<Int>

    init(_ count: Int) { free = Mutex(count) }

    /// - Returns: whether there was one, which then has to be given back.
    func take() -> Bool {
        free.withLock { free in
            guard free > 0 else { return false }
            free -= 1
            return true
        }
    }

    func giveBack() { free.withLock { $0 += 1 } }
}
