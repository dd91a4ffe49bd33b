internal import Synchronization

/// What is in the way of serving. That nothing is, is found out once a second at most, however often it is asked: to
/// find out takes a write. Obstacles are looked at anew.
final class Readiness: Sendable {
    private let last = Mutex<(second: UInt64, looking: Task<[String], Never>)?>(nil)

    func obstacles(at now: UInt64, _ look: @escaping @Sendable () async -> [String]) async -> [String] {
        let looking = last.withLock { last in
            if let last, last.second == now { return last.looking }
            let looking = Task { await look() }
            last = (now, looking)
            return looking
        }
        let obstacles = await looking.value
        if !obstacles.isEmpty { last.withLock { $0 = nil } }
        return obstacles
    }
}
