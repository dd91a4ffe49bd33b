internal import PaymentAPI
internal import Synchronization

/// What the fake receives, numbered from one in the order in which it arrives, and told to everyone who listens.
///
/// The number of a payment follows from the seconds at which payments arrive, and within a second from the order in which
/// they were recorded. So it is the same after a restart, which knows no more than these.
final class PaymentJournal: Sendable {
    private struct State {
        var told: [ReceivedPayment] = []
        /// Of the last that was told.
        var second: UInt64 = 0
        /// What is to arrive, by the second.
        var coming: [UInt64: [ReceivedPayment]] = [:]
        /// Those seconds, in order.
        var seconds: [UInt64] = []
        var lastListener: UInt64 = 0
        var listeners: [UInt64: AsyncStream<ReceivedPayment>.Continuation] = [:]
    }

    private let state = Mutex(State())

    /// Records a payment that is to arrive. None arrives before one that was told, whatever becomes of the clock.
    ///
    /// - Parameter record: gets the second at which it arrives; returns the payment, `nil` if there is none.
    /// - Returns: the second, if there is a payment.
    func expect(
        at second: UInt64, _ record: (UInt64) throws(PaymentError) -> ReceivedPayment?
    ) throws(PaymentError) -> UInt64? {
        try state.withLock { (state) throws(PaymentError) in
            let second = max(second, state.second)
            guard let payment = try record(second) else { return nil }
            if state.coming[second] == nil {
                let place = state.seconds.firstIndex { $0 > second } ?? state.seconds.endIndex
                state.seconds.insert(second, at: place)
            }
            state.coming[second, default: []].append(payment)
            return second
        }
    }

    /// Tells what has arrived.
    func advance(to now: UInt64) { state.withLock { Self.advance(&$0, to: now) } }

    /// The number of the last that has arrived.
    func latest(at now: UInt64) -> UInt64 {
        state.withLock { state in
            Self.advance(&state, to: now)
            return UInt64(state.told.count)
        }
    }

    /// - Parameter index: of the last that need not be told; `nil` for all that are there.
    func stream(after index: UInt64?, at now: UInt64) -> AsyncStream<ReceivedPayment> {
        let (stream, continuation) = AsyncStream.makeStream(of: ReceivedPayment.self)
        let number = state.withLock { state in
            Self.advance(&state, to: now)
            let known = index.map { Int(clamping: $0) } ?? state.told.count
            for payment in state.told.dropFirst(known) { continuation.yield(payment) }
            state.lastListener += 1
            state.listeners[state.lastListener] = continuation
            return state.lastListener
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    /// Ends every stream.
    func finish() {
        let listeners = state.withLock { Array($0.listeners.values) }
        for listener in listeners { listener.finish() }
    }

    private static func advance(_ state: inout State, to now: UInt64) {
        while let second = state.seconds.first, second <= now {
            state.seconds.removeFirst()
            state.second = max(state.second, second)
            for payment in state.coming.removeValue(forKey: second) ?? [] {
                let numbered = ReceivedPayment(
                    paymentHash: payment.paymentHash, amountMsat: payment.amountMsat, offer: payment.offer,
                    index: UInt64(state.told.count) + 1)
                state.told.append(numbered)
                for listener in state.listeners.values { listener.yield(numbered) }
            }
        }
    }

    private func remove(_ number: UInt64) {
        // The last reference goes after the lock is released: its end may call back into this.
        let removed = state.withLock { $0.listeners.removeValue(forKey: number) }
        _ = removed
    }
}
