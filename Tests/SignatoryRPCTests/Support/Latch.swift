import Synchronization

/// Lets tasks wait until as many steps have been made as they want.
final class Latch: Sendable {
    private struct State {
        var steps = 0
        var waiters: [(steps: Int, continuation: CheckedContinuation<Void, Never>)] = []
    }

    private let state = Mutex(State())

    var steps: Int { state.withLock { $0.steps } }

    func step() {
        let ready = state.withLock { state in
            state.steps += 1
            let ready = state.waiters.filter { $0.steps <= state.steps }
            state.waiters.removeAll { $0.steps <= state.steps }
            return ready
        }
        for waiter in ready { waiter.continuation.resume() }
    }

    func wait(for steps: Int = 1) async {
        await withCheckedContinuation { continuation in
            let isReady = state.withLock { state in
                if state.steps >= steps { return true }
                state.waiters.append((steps, continuation))
                return false
            }
            if isReady { continuation.resume() }
        }
    }
}
