import Synchronization

/// A request whose caller may go away at any moment.
final class CancellableRequest: Sendable {
    private let task = Mutex<Task<Void, Never>?>(nil)

    func run(_ body: @escaping @Sendable () async -> Void) async {
        let running = task.withLock { task in
            let running = Task { await body() }
            task = running
            return running
        }
        await running.value
    }

    func cancel() { task.withLock { $0?.cancel() } }
}
