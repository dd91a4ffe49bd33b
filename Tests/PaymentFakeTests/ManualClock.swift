import PaymentFake
import Synchronization

/// A clock that only the test moves.
final class ManualClock: FakeBackendClock {
    private struct Waiter {
        let until: UInt64
        let resume: CheckedContinuation<Void, Never>
    }

    private struct State {
        var now: UInt64
        var waiters: [Waiter] = []
    }

    private let state: Mutex<State>

    init(_ now: UInt64 = 1_700_000_000) { state = Mutex(State(now: now)) }

    func now() -> UInt64 { state.withLock { $0.now } }

    func wait(until unixSeconds: UInt64) async {
        await withCheckedContinuation { continuation in
            let isDue = state.withLock { state in
                guard state.now < unixSeconds else { return true }
                state.waiters.append(Waiter(until: unixSeconds, resume: continuation))
                return false
            }
            if isDue { continuation.resume() }
        }
    }

    func advance(by seconds: UInt64) {
        let due = state.withLock { state in
            state.now += seconds
            let now = state.now
            let due = state.waiters.filter { $0.until <= now }
            state.waiters.removeAll { $0.until <= now }
            return due
        }
        for waiter in due { waiter.resume.resume() }
    }

    /// To an earlier time: nobody is woken.
    func set(to now: UInt64) { state.withLock { $0.now = now } }

    /// How many tasks wait for a later time.
    var waiting: Int { state.withLock { $0.waiters.count } }

    deinit {
        // A continuation must be resumed; whoever waits is told the time that never came.
        for waiter in state.withLock({ $0.waiters }) { waiter.resume.resume() }
    }
}
