import PaymentFake
import Synchronization

/// Invoices are paid when the test says so.
final class PaymentClock: FakeBackendClock {
    private struct State {
        var time = SystemClock().now()
        var waiting: [(until: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    func now() -> UInt64 { state.withLock { $0.time } }

    func advance(by seconds: UInt64) {
        let due = state.withLock { state in
            state.time += seconds
            let time = state.time
            defer { state.waiting.removeAll { $0.until <= time } }
            return state.waiting.filter { $0.until <= time }
        }
        for waiter in due { waiter.continuation.resume() }
    }

    func wait(until unixSeconds: UInt64) async {
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.time < unixSeconds { state.waiting.append((unixSeconds, continuation)) }
                return state.time >= unixSeconds
            }
            if isOver { continuation.resume() }
        }
    }
}
