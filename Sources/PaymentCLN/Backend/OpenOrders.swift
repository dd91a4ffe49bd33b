internal import Cashu
internal import Synchronization

/// The orders to pay that this process gave, and those of others about which it was asked: for how long it knows that
/// the node is left alone with each.
final class OpenOrders: Sendable {
    private struct Order {
        /// When its answer came here, or this process first heard of it.
        let since: UInt64
        /// When it was last asked about.
        var asked: UInt64
    }

    private struct State {
        var waiting: Set<OperationID> = []
        var known: [OperationID: Order] = [:]
        /// How many may be known before those are looked for that nobody asks about.
        var limit = OpenOrders.leastLimit
    }

    private static let leastLimit = 1_024
    /// What is still open is asked about much more often.
    private static let leastMemory: UInt64 = 3_600

    /// Seconds without a question after which an order is forgotten. Who asks again later waits again.
    private let memory: UInt64
    private let state = Mutex(State())

    /// - Parameter memory: seconds for which an order is remembered at least.
    init(memory: UInt64) { self.memory = max(memory, Self.leastMemory) }

    func begin(_ attempt: OperationID) { _ = state.withLock { $0.waiting.insert(attempt) } }

    func end(_ attempt: OperationID, at time: UInt64) {
        state.withLock { state in
            state.waiting.remove(attempt)
            keep(Order(since: time, asked: time), attempt, &state)
        }
    }

    func contains(_ attempt: OperationID) -> Bool { state.withLock { $0.waiting.contains(attempt) } }

    /// Zero while this process awaits the answer. For an order of another process it counts from the first question
    /// here: that one may have given it a moment ago, however long this one runs.
    func age(_ attempt: OperationID, at time: UInt64) -> UInt64 {
        state.withLock { state in
            if state.waiting.contains(attempt) { return 0 }
            guard let order = state.known[attempt] else {
                keep(Order(since: time, asked: time), attempt, &state)
                return 0
            }
            state.known[attempt]?.asked = max(time, order.asked)
            return time - min(order.since, time)
        }
    }

    private func keep(_ order: Order, _ attempt: OperationID, _ state: inout State) {
        state.known[attempt] = order
        guard state.known.count > state.limit else { return }
        state.known = state.known.filter { order.asked - min($0.value.asked, order.asked) <= memory }
        // Each search is paid for by as many orders as it looks at.
        state.limit = max(Self.leastLimit, 2 * state.known.count)
    }
}
