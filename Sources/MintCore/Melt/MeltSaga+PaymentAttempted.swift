internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

extension MeltSaga {
    /// The backend was asked to pay, or may have been.
    struct PaymentAttempted: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let hold: SagaHold
        private let mark: PaymentMark
        private let services: Services
        private let duty: Duty

        init(
            _ quote: MeltQuote, _ hold: SagaHold, since mark: PaymentMark, services: Services, duty: consuming Duty
        ) {
            self.quote = quote
            self.hold = hold
            self.mark = mark
            self.services = services
            self.duty = duty
        }

        consuming func pay() async throws(MintFailure) {
            // Both were computed when the quote was made; neither can fail here, and if one does nothing was paid.
            guard let request = quote.payment,
                let feeLimitMsat = quote.rate.msat(within: quote.feeReserve)
            else { return try await settle(.failed(ConfirmedFailure(reason: "the stored invoice is unreadable"))) }
            let outcome = await services.backend.pay(
                OutgoingPayment(
                    attempt: hold.operation, request: request, amountMsat: quote.amountMsat,
                    feeLimitMsat: feeLimitMsat, mark: mark))
            try await settle(outcome)
        }

        /// Asks what became of the payment, for which the marker was written at `time`.
        consuming func inquire(since time: UInt64) async throws(MintFailure) {
            let outcome = await services.outcome(
                of: PaymentAttempt(id: hold.operation, paymentHash: quote.paymentHash, mark: mark))
            if outcome == .notFound, isOutOfTime(since: time) {
                try await undo(because: "the backend has no record of it, and nobody can pay the invoice any more")
            } else {
                try await settle(outcome)
            }
        }

        /// Whether an order to pay cannot be on its way to the node any more: long after it was to be given the node
        /// would also have to pay an invoice that expired long ago.
        private borrowing func isOutOfTime(since time: UInt64) -> Bool {
            guard let end = MeltSaga.lastMoment(of: quote, since: time, services) else { return false }
            return services.clock.now() > end
        }

        private consuming func undo(because reason: String) async throws(MintFailure) {
            services.logger.notice(
                "payment failed", metadata: ["operation": "\(hold.operation)", "reason": "\(reason)"])
            let refusal = MintFailure.refused(.paymentFailed, "the payment failed")
            let released = ReleasedAttempt(
                operation: hold.operation, quoteID: quote.id, paymentHash: quote.paymentHash, paymentMark: mark.stored,
                reason: reason, releasedAt: services.clock.now())
            try await MeltSaga.undo(
                quote, hold, in: .paymentAttempted, because: refusal, released: released, duty, services)
        }

        /// What to do about what the backend says. Only a confirmed failure gives anything back. `.notFound` is none:
        /// an order to pay may still be on its way to the node.
        consuming func settle(_ outcome: PaymentOutcome) async throws(MintFailure) {
            switch outcome {
            case .settled(let settlement):
                try await finalize(preimage: preimage(settlement), spentMsat: settlement.spentMsat)
            case .failed(let failure): try await undo(because: failure.reason)
            case .inFlight, .unknown, .notFound:
                services.logger.info("payment is not over", metadata: ["operation": "\(hold.operation)"])
                // Recovery asks again.
                duty.discharge()
            }
        }

        /// - Parameters:
        ///   - spentMsat: whatever the backend says, it must be possible to record it.
        ///   - step: of the operator who says so.
        consuming func finalize(
            preimage: FixedBytes<32>?, spentMsat: UInt64, step: ManualStep? = nil
        ) async throws(MintFailure) {
            let spentMsat = min(spentMsat, Money.maximum)
            let hold: SagaHold
            do throws(WriteFailure) {
                hold = try await record(preimage, spentMsat, step)
            } catch {
                throw error.mintFailure
            }
            try await Finalizing(
                quote, hold, preimage: preimage, spentMsat: spentMsat, services: services, duty: duty
            ).complete()
        }

        private borrowing func record(
            _ preimage: FixedBytes<32>?, _ spentMsat: UInt64, _ step: ManualStep?
        ) async throws(WriteFailure) -> SagaHold {
            let (hold, now) = (hold, services.clock.now())
            return try await services.write { (transaction) throws(StoreError) in
                if let step { try step.record(in: &transaction, at: now) }
                return try transaction.recordSettlement(
                    hold, from: .paymentAttempted, preimage: preimage, spentMsat: spentMsat, at: now)
            } evidence: { (transaction) throws(StoreError) in
                guard let row = try transaction.lockSaga(hold.operation)?.value, row.owner == transaction.owner else {
                    throw .conflict("the melt was ended by somebody else")
                }
                return row.state == .finalizing ? row.hold : nil
            }
        }

        /// The backend's word that the money is gone settles the melt, whatever the preimage: taking the money for
        /// unspent would pay twice. But only a preimage that hashes to the payment hash is a proof of payment, and
        /// only that is handed to the wallet. Zeros are what the fake backend says of payments that nobody received;
        /// anything else that does not fit is a fault of the backend and an alarm.
        private borrowing func preimage(_ settlement: Settlement) -> FixedBytes<32>? {
            if SHA256.hash(settlement.preimage.bytes) == quote.paymentHash { return settlement.preimage }
            if settlement.preimage != FixedBytes() {
                services.logger.error(
                    "a preimage does not fit its payment hash", metadata: ["operation": "\(hold.operation)"])
            }
            return nil
        }
    }

    /// After this an order to pay, for which the marker was written at `time`, cannot be on its way to the node any
    /// more, and one that the backend has no record of was never made. `nil` when the invoice is unreadable.
    static func lastMoment(of quote: MeltQuote, since time: UInt64, _ services: Services) -> UInt64? {
        guard let request = quote.payment else { return nil }
        return Money.add(max(request.expiresAt, time), services.settings.notFoundMarginSeconds)
    }
}
