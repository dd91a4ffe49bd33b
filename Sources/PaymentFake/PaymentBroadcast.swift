internal import PaymentAPI
internal import Synchronization

/// Hands each payment to everyone who listens at that moment.
final class PaymentBroadcast: Sendable {
    private struct Listeners {
        var next: UInt64 = 0
        var continuations: [UInt64: AsyncStream<ReceivedPayment>.Continuation] = [:]
    }

    /// A listener that is slower than this misses payments: they are wake-ups, and the mint asks anyway.
    private static let bufferedPayments = 1_024

    private let listeners = Mutex(Listeners())

    func stream() -> AsyncStream<ReceivedPayment> {
        let (stream, continuation) = AsyncStream.makeStream(
            of: ReceivedPayment.self, bufferingPolicy: .bufferingNewest(Self.bufferedPayments))
        let number = listeners.withLock { listeners in
            listeners.next += 1
            listeners.continuations[listeners.next] = continuation
            return listeners.next
        }
        continuation.onTermination = { [weak self] _ in self?.remove(number) }
        return stream
    }

    func send(_ payment: ReceivedPayment) {
        let continuations = listeners.withLock { Array($0.continuations.values) }
        for continuation in continuations { continuation.yield(payment) }
    }

    /// Ends every stream.
    func finish() {
        let continuations = listeners.withLock { Array($0.continuations.values) }
        for continuation in continuations { continuation.finish() }
    }

    private func remove(_ number: UInt64) {
        // The last reference goes after the lock is released: its end may call back into this.
        let removed = listeners.withLock { $0.continuations.removeValue(forKey: number) }
        _ = removed
    }
}
