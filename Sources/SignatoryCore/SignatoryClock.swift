internal import Synchronization

/// The time of day that never goes back, not even over a restart: limits would begin anew, and what has expired would
/// live again.
final class SignatoryClock: Sendable {
    private let system: @Sendable () -> UInt64
    private let highest: Mutex<UInt64>

    /// - Parameter floor: Unix seconds, the last that this signatory is known to have seen.
    init(_ system: @escaping @Sendable () -> UInt64, floor: UInt64) {
        self.system = system
        highest = Mutex(floor)
    }

    /// Unix seconds.
    func now() -> UInt64 {
        let time = system()
        return highest.withLock { highest in
            highest = max(highest, time)
            return highest
        }
    }
}
