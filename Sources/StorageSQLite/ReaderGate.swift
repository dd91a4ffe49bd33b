internal import Storage

/// Lets readers through until the writer needs a moment without any.
final class ReaderGate: @unchecked Sendable {  // every access to the variables holds `monitor`
    private let monitor = Monitor()
    private var readers = 0
    private var isClosed = false

    func read(_ body: () -> Void) {
        monitor.withLock {
            while isClosed { monitor.wait() }
            readers += 1
        }
        body()
        monitor.withLock {
            readers -= 1
            monitor.wakeAll()
        }
    }

    /// Waits for those inside to leave, and keeps others out while `body` runs.
    func withoutReaders(_ body: () -> Void) {
        monitor.withLock {
            isClosed = true
            while readers > 0 { monitor.wait() }
        }
        body()
        monitor.withLock {
            isClosed = false
            monitor.wakeAll()
        }
    }
}
