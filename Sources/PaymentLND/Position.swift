internal import Synchronization

/// How far a stream was read. Only rises.
final class Position: Sendable {
    private let highest: Mutex<UInt64>

    init(_ start: UInt64) { highest = Mutex(start) }

    var value: UInt64 { highest.withLock { $0 } }

    func raise(to index: UInt64) { highest.withLock { $0 = max($0, index) } }
}
