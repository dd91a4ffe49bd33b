internal import Glibc

/// The time the mint lives in; a test brings its own.
package protocol MintClock: Sendable {
    /// Unix seconds.
    func now() -> UInt64
    /// Returns early when the task is cancelled.
    func sleep(milliseconds: UInt64) async
}

package struct SystemMintClock: MintClock {
    /// A year, so that no sum of times can overflow.
    private static let longestSleepMilliseconds: UInt64 = 31_536_000_000

    package init() {}

    package func now() -> UInt64 {
        var now = timespec()
        // clock_gettime(2) fails only for a clock that does not exist.
        unsafe clock_gettime(CLOCK_REALTIME, &now)
        return UInt64(now.tv_sec)
    }

    package func sleep(milliseconds: UInt64) async {
        do {
            try await Task.sleep(for: .milliseconds(min(milliseconds, Self.longestSleepMilliseconds)))
        } catch {
            // Cancelled: whoever waits finds that out for himself.
        }
    }
}
