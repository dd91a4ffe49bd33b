internal import Glibc

/// The time the fake lives in; a test brings its own and never sleeps.
package protocol FakeBackendClock: Sendable {
    /// Unix seconds.
    func now() -> UInt64
    /// Returns once `now()` has reached `unixSeconds`, or when the task is cancelled.
    func wait(until unixSeconds: UInt64) async
}

/// The clock on the wall, which may be set while one waits: so it is looked at again after each sleep.
package struct SystemClock: FakeBackendClock {
    package init() {}

    package func now() -> UInt64 { UInt64(Self.time().tv_sec) }

    package func wait(until unixSeconds: UInt64) async {
        while !Task.isCancelled {
            let time = Self.time()
            let whole = Int64(clamping: unixSeconds).subtractingReportingOverflow(Int64(time.tv_sec)).partialValue
            guard whole > 0 else { return }
            // An hour at most, so that a clock that is set forward is noticed.
            let rest = Duration.seconds(min(whole, 3_600)) - .nanoseconds(time.tv_nsec)
            try? await Task.sleep(for: rest)
        }
    }

    private static func time() -> timespec {
        var time = timespec()
        // clock_gettime(3) fails only for a clock that does not exist.
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return time
    }
}
