import MintCore
import PaymentFake
import Synchronization

/// A clock that stands still until it is moved. Short pauses are over soon: at once, who waits for another would have run
/// out of patience before the other had the processor. Long ones are over when the task is cancelled.
final class ManualClock: MintClock, FakeBackendClock {
    private struct State {
        var now: UInt64
        var waiting: [(until: UInt64, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state: Mutex<State>

    init(_ now: UInt64 = 1_800_000_000) { state = Mutex(State(now: now)) }

    func now() -> UInt64 { state.withLock { $0.now } }

    func advance(seconds: UInt64) {
        let due = state.withLock { state in
            state.now += seconds
            let now = state.now
            let due = state.waiting.filter { $0.until <= now }
            state.waiting.removeAll { $0.until <= now }
            return due.map(\.continuation)
        }
        for continuation in due { continuation.resume() }
    }

    func sleep(milliseconds: UInt64) async {
        guard milliseconds >= 1_000 else {
            // Cancelled: over.
            try? await Task.sleep(for: .milliseconds(min(milliseconds, 2)))
            return
        }
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        for await _ in stream {}
        continuation.finish()
    }

    func wait(until unixSeconds: UInt64) async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                if state.now >= unixSeconds { return true }
                state.waiting.append((unixSeconds, continuation))
                return false
            }
            if isDue { continuation.resume() }
        }
    }
}
