internal import Cashu
internal import Synchronization

/// The orders to pay that this process gave: those whose answers it awaits, and when the others ended.
final class OpenOrders: Sendable {
    private struct State {
        var waiting: Set<OperationID> = []
        var ended: [OperationID: UInt64] = [:]
    }

    /// Seconds after which an end is forgotten.
    private let memory: UInt64
    /// When this process began: what it does not remember was ordered before.
    private let start: UInt64
    private let state = Mutex(State())

    init(start: UInt64, memory: UInt64) {
        self.start = start
        self.memory = memory
    }

    func begin(_ attempt: OperationID) { _ = state.withLock { $0.waiting.insert(attempt) } }

    /// - Parameter time: on the clock of `start`.
    func end(_ attempt: OperationID, at time: UInt64) {
        state.withLock { state in
            state.waiting.remove(attempt)
            state.ended = state.ended.filter { time - min($0.value, time) <= memory }
            state.ended[attempt] = time
        }
    }

    func contains(_ attempt: OperationID) -> Bool { state.withLock { $0.waiting.contains(attempt) } }

    /// For how long this process knows that the node is left alone with the order: zero while it awaits the answer.
    func age(_ attempt: OperationID, at time: UInt64) -> UInt64 {
        let last = state.withLock { state in
            state.waiting.contains(attempt) ? time : state.ended[attempt] ?? start
        }
        return time - min(last, time)
    }
}
