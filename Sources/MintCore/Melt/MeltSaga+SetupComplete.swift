internal import Cashu
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

extension MeltSaga {
    /// Everything is reserved, and nobody was asked to pay.
    struct SetupComplete: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let hold: SagaHold
        private let services: Services
        private let duty: Duty

        private enum Way: Sendable {
            case outside(SagaHold, PaymentMark)
            /// The invoice or the offer was one of this mint's own, and its mint quote is credited.
            case inside(SagaHold)
            /// It is one, and cannot be paid any more; or melting has stopped. Nothing was written.
            case refused(MintFailure)
        }

        init(_ quote: MeltQuote, _ hold: SagaHold, services: Services, duty: consuming Duty) {
            self.quote = quote
            self.hold = hold
            self.services = services
            self.duty = duty
        }

        /// Runs on as far as it goes, for a request that does not wait for it.
        consuming func dispatch() async {
            let (operation, logger) = (hold.operation, services.logger)
            do throws(MintFailure) {
                try await advance()
            } catch {
                logger.error("melt not over", metadata: ["operation": "\(operation)", "error": "\(error)"])
            }
        }

        /// Decides in one transaction how the invoice is paid: within the mint, with the credit of the mint quote in
        /// the same transaction; or by the backend, with the marker that it may have been asked from now on.
        consuming func advance() async throws(MintFailure) {
            let way: Way
            do throws(WriteFailure) {
                way = try await choose()
            } catch {
                guard case .gaveUp = error else { throw error.mintFailure }
                return try await compensate(because: error.mintFailure)
            }
            switch way {
            case .outside(let hold, let mark):
                try await PaymentAttempted(quote, hold, since: mark, services: services, duty: duty).pay()
            case .inside(let hold):
                try await Finalizing(
                    quote, hold, preimage: nil, spentMsat: quote.amountMsat, services: services, duty: duty
                ).complete()
            case .refused(let failure): try await compensate(because: failure)
            }
        }

        private borrowing func choose() async throws(WriteFailure) -> Way {
            let (quote, hold, backend, now) = (quote, hold, services.backend.name, services.clock.now())
            let mark = await mark()
            return try await services.write { (transaction) throws(StoreError) in
                try Self.choose(quote, hold, backend, mark, at: now, in: &transaction)
            } evidence: { (transaction) throws(StoreError) in
                guard let row = try transaction.lockSaga(hold.operation)?.value, row.owner == transaction.owner else {
                    throw .conflict("the melt was ended by somebody else")
                }
                switch row.state {
                case .setupComplete: return nil
                case .paymentAttempted: return .outside(row.hold, row.mark)
                case .finalizing: return .inside(row.hold)
                }
            }
        }

        /// Of this moment, before anybody is asked to pay; a failure when the backend does not say. An invoice of this
        /// mint is paid without it.
        private borrowing func mark() async -> Result<PaymentMark, PaymentError> {
            do throws(PaymentError) {
                return .success(try await services.paymentMark())
            } catch {
                return .failure(error)
            }
        }

        private static func choose(
            _ quote: MeltQuote, _ hold: SagaHold, _ backend: String, _ mark: Result<PaymentMark, PaymentError>,
            at now: UInt64, in transaction: inout WriteTransaction
        ) throws(StoreError) -> Way {
            guard let own = try quote.requestID.flatMap({ (id) throws(StoreError) in
                try transaction.lockMintQuote(requestID: id)
            }) else {
                // Here, where nobody can be asked to pay without it being seen.
                if let incident = try transaction.incident(stoppingMeltsOf: backend) {
                    return .refused(.stopped(by: incident))
                }
                let since: PaymentMark
                do throws(PaymentError) { since = try mark.get() } catch { return .refused(MintFailure(error)) }
                return .outside(
                    try transaction.advanceSaga(
                        hold, from: .setupComplete, to: .paymentAttempted, paymentMark: since.stored, at: now),
                    since)
            }
            let asked = own.value
            guard asked.method == .bolt12 || asked.state == .unpaid else {
                return .refused(.refused(.invoiceAlreadyPaid, "the invoice is already paid"))
            }
            guard asked.expiry >= now else {
                return .refused(.refused(.paymentFailed, "the invoice is expired"))
            }
            let payment = CreditedPayment(
                paymentHash: quote.paymentHash, amountMsat: quote.amountMsat, amount: asked.worth(ofMsat: quote.amountMsat))
            guard asked.unit == quote.unit, payment.amount <= quote.amount else {
                throw .conflict("a mint quote is of more than its invoice")
            }
            let credited = try transaction.credit(own, [payment], at: now)
            guard credited.amountPaid == asked.amountPaid + payment.amount else {
                throw .conflict("a payment within the mint was credited before")
            }
            return .inside(
                try transaction.recordSettlement(
                    hold, from: .setupComplete, preimage: nil, spentMsat: quote.amountMsat, at: now))
        }

        /// Gives everything back: nobody was asked to pay.
        consuming func compensate(because failure: MintFailure) async throws(MintFailure) {
            try await MeltSaga.undo(quote, hold, in: .setupComplete, because: failure, duty, services)
        }
    }

    /// Gives inputs, blank outputs and quote back in one transaction. Only when nobody was asked to pay, the backend
    /// confirmed that this attempt failed, or nobody can have paid.
    /// - Parameters:
    ///   - released: after an attempt to pay, which is looked at for a while longer.
    ///   - step: of the operator who wants it.
    static func undo(
        _ quote: MeltQuote, _ hold: SagaHold, in state: SagaState, because failure: MintFailure,
        released: ReleasedAttempt? = nil, step: ManualStep? = nil, _ duty: consuming Duty, _ services: Services
    ) async throws(MintFailure) {
        let (operation, now) = (hold.operation, services.clock.now())
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) -> Void in
                try transaction.markUnpaid(meltQuote: quote.id, by: hold, at: now)
                try transaction.endSaga(hold, in: state)
                try transaction.releaseReserved(by: operation)
                try transaction.releaseOutputs(of: operation)
                if let released { try transaction.watch(released, next: ReleasedPayments.firstLook(after: now)) }
                if let step { try step.record(in: &transaction, at: now) }
            } evidence: { (transaction) throws(StoreError) in
                if let row = try transaction.lockSaga(operation)?.value {
                    guard row.isHeld(hold, by: transaction.owner) else { throw .conflict("the melt is in other hands") }
                    return nil
                }
                // Whoever took it over may have found it paid.
                if released != nil {
                    guard try transaction.isWatched(operation) else {
                        throw .conflict("the melt was ended by somebody else")
                    }
                }
                return ()
            }
        } catch {
            throw error.mintFailure
        }
        duty.discharge()
        services.logger.notice("melt undone", metadata: ["operation": "\(operation)", "reason": "\(failure)"])
        services.endings.announce(.failed(failure), of: operation)
    }
}
