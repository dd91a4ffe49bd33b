internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

extension MeltSaga {
    /// The backend was asked to pay, or may have been.
    struct PaymentAttempted: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let services: Services
        private let duty: Duty

        init(_ quote: MeltQuote, services: Services, duty: consuming Duty) {
            self.quote = quote
            self.services = services
            self.duty = duty
        }

        consuming func pay() async {
            // Both were computed when the quote was made; neither can fail here, and if one does nothing was paid.
            guard let invoice = try? Bolt11Invoice(parsing: quote.request),
                let feeLimit = Millisatoshi(sat: quote.feeReserve)
            else { return await settle(.failed(ConfirmedFailure(reason: "the stored invoice is unreadable"))) }
            let outcome = await services.backend.pay(
                OutgoingPayment(
                    attempt: duty.operation, invoice: invoice, amountMsat: quote.amountMsat,
                    feeLimitMsat: feeLimit.value))
            await settle(outcome)
        }

        /// Asks what became of the payment, for which the marker was written at `time`.
        consuming func inquire(since time: UInt64) async {
            let outcome = await services.outcome(of: quote.paymentHash, attempt: duty.operation)
            if outcome == .notFound, isOutOfTime(since: time) {
                await undo(because: "the backend has no record of it, and nobody can pay the invoice any more")
            } else {
                await settle(outcome)
            }
        }

        /// Whether an order to pay cannot be on its way to the node any more: long after it was to be given the node
        /// would also have to pay an invoice that expired long ago.
        private borrowing func isOutOfTime(since time: UInt64) -> Bool {
            guard let invoice = try? Bolt11Invoice(parsing: quote.request),
                let end = Money.add(max(invoice.expiresAt, time), services.settings.notFoundMarginSeconds)
            else { return false }
            return services.clock.now() > end
        }

        private consuming func undo(because reason: String) async {
            services.logger.notice(
                "payment failed", metadata: ["operation": "\(duty.operation)", "reason": "\(reason)"])
            let refusal = MintFailure.refused(.paymentFailed, "the payment failed")
            await MeltSaga.undo(quote, in: .paymentAttempted, because: refusal, duty, services)
        }

        /// What to do about what the backend says. Only a confirmed failure gives anything back. `.notFound` is none:
        /// an order to pay may still be on its way to the node.
        consuming func settle(_ outcome: PaymentOutcome) async {
            switch outcome {
            case .settled(let settlement): await finalize(settlement)
            case .failed(let failure): await undo(because: failure.reason)
            case .inFlight, .unknown, .notFound:
                services.logger.info("payment is not over", metadata: ["operation": "\(duty.operation)"])
                // Recovery asks again.
                duty.discharge()
            }
        }

        private consuming func finalize(_ settlement: Settlement) async {
            let operation = duty.operation
            let preimage = preimage(settlement)
            // Whatever the backend says, it must be possible to record it.
            let spentMsat = min(settlement.spentMsat, Money.maximum)
            let now = services.clock.now()
            do throws(WriteFailure) {
                try await services.write { (transaction) throws(StoreError) in
                    try transaction.recordSettlement(
                        operation, from: .paymentAttempted, preimage: preimage, spentMsat: spentMsat,
                        at: now)
                } evidence: { (transaction) throws(StoreError) in
                    guard let row = try transaction.lockSaga(operation) else {
                        throw .conflict("the melt was ended by somebody else")
                    }
                    return row.value.state == .finalizing ? () : nil
                }
            } catch {
                services.logger.error(
                    "settlement not recorded", metadata: ["operation": "\(operation)", "error": "\(error)"])
                return
            }
            await Finalizing(
                quote, preimage: preimage, spent: Millisatoshi(spentMsat), services: services, duty: duty
            ).complete()
        }

        /// The backend's word that the money is gone settles the melt, whatever the preimage: taking the money for
        /// unspent would pay twice. But only a preimage that hashes to the payment hash is a proof of payment, and
        /// only that is handed to the wallet. Zeros are what the fake backend says of payments that nobody received;
        /// anything else that does not fit is a fault of the backend and an alarm.
        private borrowing func preimage(_ settlement: Settlement) -> FixedBytes<32>? {
            if SHA256.hash(settlement.preimage.bytes) == quote.paymentHash { return settlement.preimage }
            if settlement.preimage != FixedBytes() {
                services.logger.error(
                    "a preimage does not fit its payment hash", metadata: ["operation": "\(duty.operation)"])
            }
            return nil
        }
    }
}
