internal import CProcess

/// Quotes, invoices and time locks are compared with this clock.
package struct ClockCheck: Check {
    /// What the kernel says of its clock.
    package enum Reading: Sendable, Equatable {
        /// With the most by which it may be wrong.
        case synchronised(microseconds: Int)
        case unsynchronised
        /// An errno: some containers are not told.
        case untold(Int32)
    }

    package let subject = "clock"
    private let read: @Sendable () -> Reading

    package init(_ read: @escaping @Sendable () -> Reading = Self.kernel) { self.read = read }

    package func findings() async -> [Finding] {
        switch read() {
        case .synchronised(let error) where error <= 1_000_000:
            [.ok(subject, "synchronised, to within \(max(1, error / 1_000)) ms")]
        case .synchronised(let error):
            [.warning(
                subject, "synchronised, but it may be off by \(error / 1_000_000) s",
                advice: "look at the time service: chronyc tracking, timedatectl timesync-status")]
        case .unsynchronised:
            [.warning(
                subject, "nothing keeps it right: quotes and invoices would expire too soon or too late",
                advice: "run a time service, such as chrony or systemd-timesyncd")]
        case .untold(let code):
            [.warning(
                subject, "the system does not tell whether something keeps it right (errno \(code))",
                advice: "see on the host itself: timedatectl")]
        }
    }

    /// adjtimex(2).
    package static let kernel: @Sendable () -> Reading = {
        var error: Int64 = 0
        let status = unsafe mint_clock_is_kept(&error)
        guard status >= 0 else { return .untold(-status) }
        return status == 0 ? .unsynchronised : .synchronised(microseconds: Int(error))
    }
}
