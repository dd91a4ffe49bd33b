internal import Cashu
internal import Synchronization

enum MeltEnding: Sendable {
    case paid
    case failed(MintFailure)
}

/// Wakes the requests that wait for a melt, whoever ends it: the saga itself, recovery, or another process.
final class MeltEndings: Sendable {
    private typealias Watchers = [Int: AsyncStream<MeltEnding>.Continuation]

    private struct State {
        var waiting: [OperationID: Watchers] = [:]
        var number = 0
    }

    private let state = Mutex(State())

    /// To be called before the operation begins, or is looked at, so that no ending is missed.
    func watch(_ operation: OperationID) -> AsyncStream<MeltEnding> {
        let (stream, continuation) = AsyncStream<MeltEnding>.makeStream()
        let number = state.withLock { state in
            state.number += 1
            state.waiting[operation, default: [:]][state.number] = continuation
            return state.number
        }
        continuation.onTermination = { [weak self] _ in self?.forget(operation, number) }
        return stream
    }

    func announce(_ ending: MeltEnding, of operation: OperationID) {
        guard let watchers = state.withLock({ $0.waiting.removeValue(forKey: operation) }) else { return }
        for (_, continuation) in watchers {
            continuation.yield(ending)
            continuation.finish()
        }
    }

    private func forget(_ operation: OperationID, _ number: Int) {
        state.withLock { state in
            state.waiting[operation]?[number] = nil
            if state.waiting[operation]?.isEmpty == true { state.waiting[operation] = nil }
        }
    }
}
