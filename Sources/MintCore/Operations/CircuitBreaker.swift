internal import Cashu
internal import Logging
internal import Metrics
internal import PaymentAPI
internal import Synchronization

/// Keeps wallets from waiting, one after the other, for a backend that does not answer. After some failures in a row it is
/// asked nothing new for a while, which grows; then one question goes through, and its answer decides.
///
/// Only what begins something is held back. Questions about payments that were begun are always asked, at their own
/// pace, and an answer to any of them ends the pause.
///
/// Metric: `mint_backend_paused`, 1 while nothing new is asked.
final class CircuitBreaker: Sendable {
    private struct State {
        /// In a row.
        var failures = 0
        /// Unix seconds until which nothing new is asked; `nil` while all is well.
        var pausedUntil: UInt64?
        var nextPauseSeconds = CircuitBreaker.firstPauseSeconds
    }

    static let threshold = 5
    static let firstPauseSeconds: UInt64 = 5
    static let longestPauseSeconds: UInt64 = 60

    private let state = Mutex(State())
    private let backend: String
    private let logger: Logger

    init(backend: String, logger: Logger) {
        self.backend = backend
        self.logger = logger
    }

    /// Before something new is begun. After a pause the first goes through, and the others wait for what becomes of that
    /// one: for an answer, or for another pause.
    func check(at now: UInt64) throws(PaymentError) {
        let wait = state.withLock { state -> UInt64? in
            guard let end = state.pausedUntil else { return nil }
            guard now >= end else { return end - now }
            Self.pause(&state, at: now)
            return nil
        }
        guard let wait else { return }
        throw .unavailable("\(backend) does not answer, and is asked again in \(wait) s")
    }

    /// Before something whose failure would say nothing of the backend: it waits with the others, and is never the one
    /// that goes through.
    func checkFollowing() throws(PaymentError) {
        guard state.withLock({ $0.pausedUntil }) != nil else { return }
        throw .unavailable("\(backend) does not answer")
    }

    /// Any answer: also one that refuses.
    func answered() {
        let wasPaused = state.withLock { state in
            defer { state = State() }
            return state.pausedUntil != nil
        }
        guard wasPaused else { return }
        record(isPaused: false)
        logger.notice("the payment backend answers again", metadata: ["backend": "\(backend)"])
    }

    /// - Parameter reason: for the log.
    func failed(_ reason: String, at now: UInt64) {
        let begins = state.withLock { state in
            state.failures += 1
            guard state.failures >= Self.threshold, state.pausedUntil == nil else { return false }
            Self.pause(&state, at: now)
            return true
        }
        guard begins else { return }
        record(isPaused: true)
        logger.error(
            "the payment backend does not answer: nothing new is begun for a while",
            metadata: ["backend": "\(backend)", "reason": "\(reason)"])
    }

    private static func pause(_ state: inout State, at now: UInt64) {
        state.pausedUntil = Money.add(now, state.nextPauseSeconds) ?? Money.maximum
        state.nextPauseSeconds = min(2 * state.nextPauseSeconds, longestPauseSeconds)
    }

    private func record(isPaused: Bool) {
        Gauge(label: "mint_backend_paused", dimensions: [("backend", backend)]).record(isPaused ? 1 : 0)
    }
}
