internal import Cashu
internal import Synchronization

enum MeltEnding: Sendable {
    case paid
    case failed(MintFailure)
}

/// Wakes the request that waits for a melt, whoever ends it: the saga itself or recovery.
final class MeltEndings: Sendable {
    private let waiting = Mutex<[OperationID: AsyncStream<MeltEnding>.Continuation]>([:])

    /// To be called before the operation begins, so that no ending is missed. One watcher for each operation.
    func watch(_ operation: OperationID) -> AsyncStream<MeltEnding> {
        let (stream, continuation) = AsyncStream<MeltEnding>.makeStream()
        continuation.onTermination = { [weak self] _ in self?.forget(operation) }
        waiting.withLock { $0[operation] = continuation }
        return stream
    }

    func announce(_ ending: MeltEnding, of operation: OperationID) {
        guard let continuation = waiting.withLock({ $0.removeValue(forKey: operation) }) else { return }
        continuation.yield(ending)
        continuation.finish()
    }

    private func forget(_ operation: OperationID) {
        _ = waiting.withLock { $0.removeValue(forKey: operation) }
    }
}
