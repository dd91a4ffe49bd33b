internal import Cashu
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

/// Looks at attempts to pay that counted as failed, less and less often, for a month. One that turns out to be paid is a
/// loss: it is recorded as an incident, and nothing is melted through that backend until an operator has resolved it.
struct ReleasedPayments: Sendable {
    private let services: Services

    private static let pageSize: UInt32 = 100
    private static let firstPauseSeconds: UInt64 = 60
    private static let periodSeconds: UInt64 = 30 * 86_400

    init(_ services: Services) { self.services = services }

    static func firstLook(after now: UInt64) -> UInt64 { Money.add(now, firstPauseSeconds) ?? Money.maximum }

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await round()
            await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
        }
    }

    /// Those that are due, once.
    func round() async {
        let now = services.clock.now()
        do throws(MintFailure) {
            let due = try await services.read { (transaction) throws(StoreError) in
                try transaction.releasedAttempts(due: now, limit: Self.pageSize)
            }
            for attempt in due where !Task.isCancelled { try await look(at: attempt, now) }
        } catch {
            services.logger.warning("released payments were not looked at", metadata: ["error": "\(error)"])
        }
    }

    private func look(at attempt: ReleasedAttempt, _ now: UInt64) async throws(MintFailure) {
        let outcome = await services.outcome(of: attempt.asked)
        if case .settled(let settlement) = outcome { return try await report(attempt, settlement, now) }
        if outcome == .inFlight {
            services.logger.error(
                "a payment that was released is in flight", metadata: ["operation": "\(attempt.operation)"])
        }
        try await postpone(attempt, to: next(after: attempt, now))
    }

    /// Twice as late each time, and a last time at the end of the period.
    private func next(after attempt: ReleasedAttempt, _ now: UInt64) -> UInt64? {
        guard let end = Money.add(attempt.releasedAt, Self.periodSeconds), now < end else { return nil }
        let age = Money.subtract(now, attempt.releasedAt) ?? 0
        return min(end, Money.add(now, max(age, Self.firstPauseSeconds)) ?? end)
    }

    private func postpone(_ attempt: ReleasedAttempt, to next: UInt64?) async throws(MintFailure) {
        do throws(WriteFailure) {
            _ = try await services.write(.deferred) { (transaction) throws(StoreError) in
                try transaction.postpone(attempt.operation, to: next)
            } evidence: { (_) throws(StoreError) in nil }
        } catch {
            throw error.mintFailure
        }
    }

    /// Paid. By this attempt, unless another for the same invoice is, or may be, what paid it.
    private func report(
        _ attempt: ReleasedAttempt, _ settlement: Settlement, _ now: UInt64
    ) async throws(MintFailure) {
        let incident = Incident.Report(
            .latePayment, backend: services.backend.name, operation: attempt.operation, quoteID: attempt.quoteID,
            detail: "a payment was released (\(attempt.reason)) and succeeded later, for \(settlement.spentMsat) msat")
        let isNew: Bool
        do throws(WriteFailure) {
            isNew = try await services.write { (transaction) throws(StoreError) in
                guard try !transaction.isServed(attempt.paymentHash) else {
                    _ = try transaction.postpone(attempt.operation, to: next(after: attempt, now))
                    return false
                }
                guard try transaction.postpone(attempt.operation, to: nil) else { return false }
                try transaction.record(incident, at: now)
                return true
            } evidence: { (transaction) throws(StoreError) in
                try transaction.isWatched(attempt.operation) ? nil : true
            }
        } catch {
            throw error.mintFailure
        }
        guard isNew else { return }
        services.logger.critical(
            "melting has stopped: a payment that was released has succeeded",
            metadata: ["operation": "\(attempt.operation)", "spent_msat": "\(settlement.spentMsat)"])
    }
}

extension ReleasedAttempt {
    fileprivate var asked: PaymentAttempt {
        PaymentAttempt(id: operation, paymentHash: paymentHash, mark: PaymentMark(paymentMark))
    }
}
