import Storage
import TestSupport

/// Holds a body back, on its engine's thread, until the test lets it go on.
final class Gate: @unchecked Sendable {  // every access to the variable holds `monitor`
    private let monitor = Monitor()
    private var isOpen = false
    /// Far longer than any test that passes takes.
    private static let limit = 30_000
    private static let step = 100

    func open() {
        monitor.withLock {
            isOpen = true
            monitor.wakeAll()
        }
    }

    /// On a thread that may block.
    /// - Returns: `false` when nobody opened it for a long time.
    func wait() -> Bool {
        monitor.withLock {
            var left = Self.limit
            while !isOpen, left > 0 {
                monitor.wait(milliseconds: Self.step)
                left -= Self.step
            }
            return isOpen
        }
    }

    /// In a task.
    func opened() async -> Bool {
        await eventually { self.monitor.withLock { self.isOpen } }
    }
}
