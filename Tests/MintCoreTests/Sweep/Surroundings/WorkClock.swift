import MintCore
import Synchronization
import TestSupport

/// The clock of one process. A request that waits for its payment waits until nothing runs any more in place of an hour:
/// what has not ended by then ends only by recovery.
final class WorkClock: MintClock {
    static let meltWaitSeconds: UInt64 = 3_600

    private let clock: ManualClock
    private let isIdle = Mutex<@Sendable () -> Bool>({ true })

    init(_ clock: ManualClock) { self.clock = clock }

    func workEnds(_ isIdle: @escaping @Sendable () -> Bool) { self.isIdle.withLock { $0 = isIdle } }

    func now() -> UInt64 { clock.now() }

    func sleep(milliseconds: UInt64) async {
        guard milliseconds == Self.meltWaitSeconds * 1_000 else { return await clock.sleep(milliseconds: milliseconds) }
        let isIdle = isIdle.withLock { $0 }
        _ = await eventually { isIdle() }
        // The end of an operation is announced a moment after it runs no more.
        for _ in 0..<16 where !Task.isCancelled { await Task.yield() }
    }
}
