internal import MintCore

/// The time of one process: the scheduler's, perhaps some seconds wrong.
final class SimulatedClock: MintClock, @unchecked Sendable {  // confined to the scheduler's thread
    private final class Sleeper: @unchecked Sendable {  // confined likewise
        private var continuation: CheckedContinuation<Void, Never>?
        private var isAwake = false

        func sleep(_ continuation: CheckedContinuation<Void, Never>) {
            if isAwake { continuation.resume() } else { self.continuation = continuation }
        }

        func wake() {
            isAwake = true
            continuation?.resume()
            continuation = nil
        }
    }

    private let scheduler: Scheduler
    private let party: Party
    private let skewSeconds: UInt64

    init(_ scheduler: Scheduler, _ party: Party, skewSeconds: UInt64 = 0) {
        self.scheduler = scheduler
        self.party = party
        self.skewSeconds = skewSeconds
    }

    func now() -> UInt64 { scheduler.now / 1_000 + skewSeconds }

    func sleep(milliseconds: UInt64) async {
        let sleeper = Sleeper()
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                sleeper.sleep(continuation)
                scheduler.call(party, after: milliseconds) { sleeper.wake() }
            }
        } onCancel: {
            sleeper.wake()
        }
    }
}
