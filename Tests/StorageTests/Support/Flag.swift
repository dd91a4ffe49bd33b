import Glibc
import Storage
import Synchronization

/// Something that happens once, and that a body on a connection's own thread may wait for.
final class Flag: Sendable {
    private let value = Atomic(false)

    var isUp: Bool { value.load(ordering: .sequentiallyConsistent) }
    func raise() { value.store(true, ordering: .sequentiallyConsistent) }

    /// Not from a task: blocks the thread. Gives up after half a minute, which only a broken program lets pass.
    func block() {
        let deadline = ContinuousClock.now + .seconds(30)
        while !isUp && ContinuousClock.now < deadline { usleep(1_000) }
    }
}

/// How often something happened.
final class Count: Sendable {
    private let number = Atomic(0)

    var value: Int { number.load(ordering: .sequentiallyConsistent) }
    /// - Returns: which time this is, from 1 on.
    @discardableResult
    func add() -> Int { number.add(1, ordering: .sequentiallyConsistent).newValue }
}
