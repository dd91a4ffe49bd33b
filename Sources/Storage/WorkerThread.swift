internal import Glibc
internal import Synchronization

/// A thread of its own for calls that block: the cooperative pool has one thread for each core and must never wait.
package final class WorkerThread: Sendable {
    private final class Entry: Sendable {
        let body: @Sendable () -> Void
        init(_ body: @escaping @Sendable () -> Void) { self.body = body }
    }

    private let thread: Mutex<pthread_t?>

    /// Starts at once.
    package init(_ body: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        let entry = unsafe Unmanaged.passRetained(Entry(body)).toOpaque()
        let status = unsafe pthread_create(
            &thread, nil,
            { argument in
                guard let argument = unsafe argument else { preconditionFailure("the entry was passed") }
                let entry = unsafe Unmanaged<Entry>.fromOpaque(argument).takeRetainedValue()
                entry.body()
                return nil
            }, entry)
        precondition(status == 0, "the system has threads left")
        self.thread = Mutex(thread)
    }

    /// Waits until the body has returned. Not from the cooperative pool, and not from the thread itself.
    package func join() {
        let thread = self.thread.withLock { thread in
            defer { thread = nil }
            return thread
        }
        if let thread { pthread_join(thread, nil) }
    }

    deinit {
        if let thread = self.thread.withLock({ $0 }) { pthread_detach(thread) }
    }
}
