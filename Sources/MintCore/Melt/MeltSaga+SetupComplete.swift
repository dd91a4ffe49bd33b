internal import Cashu
internal import Logging
internal import MintStore
internal import Storage

extension MeltSaga {
    /// Everything is reserved, and nobody was asked to pay.
    struct SetupComplete: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let services: Services
        private let duty: Duty

        private enum Way: Sendable {
            case outside
            /// The invoice was one of this mint's own, and its mint quote is credited.
            case inside
            /// It is one, and cannot be paid any more. Nothing was written.
            case refused(NUTError)
        }

        init(_ quote: MeltQuote, services: Services, duty: consuming Duty) {
            self.quote = quote
            self.services = services
            self.duty = duty
        }

        /// Decides in one transaction how the invoice is paid: within the mint, with the credit of the mint quote in
        /// the same transaction; or by the backend, with the marker that it may have been asked from now on.
        consuming func dispatch() async {
            let way: Way
            do throws(WriteFailure) {
                way = try await choose()
            } catch {
                if case .gaveUp = error { await compensate(because: error.mintFailure) }
                return
            }
            switch way {
            case .outside: await PaymentAttempted(quote, services: services, duty: duty).pay()
            case .inside:
                let spent = Millisatoshi(quote.amountMsat)
                await Finalizing(quote, preimage: nil, spent: spent, services: services, duty: duty).complete()
            case .refused(let refusal): await compensate(because: .refused(refusal))
            }
        }

        private borrowing func choose() async throws(WriteFailure) -> Way {
            let (quote, operation, now) = (quote, duty.operation, services.clock.now())
            return try await services.write { (transaction) throws(StoreError) in
                guard let own = try transaction.lockMintQuote(paymentHash: quote.paymentHash) else {
                    try transaction.advanceSaga(operation, from: .setupComplete, to: .paymentAttempted, at: now)
                    return .outside
                }
                let invoiced = own.value
                guard invoiced.state == .unpaid else {
                    return .refused(NUTError(.invoiceAlreadyPaid, "the invoice is already paid"))
                }
                guard invoiced.expiry >= now else {
                    return .refused(NUTError(.paymentFailed, "the invoice is expired"))
                }
                guard invoiced.unit == quote.unit, invoiced.amount <= quote.amount else {
                    throw .conflict("a mint quote is of more than its invoice")
                }
                _ = try transaction.markPaid(own, amount: invoiced.amount, at: now)
                try transaction.recordSettlement(
                    operation, from: .setupComplete, preimage: nil, spentMsat: quote.amountMsat, at: now)
                return .inside
            } evidence: { (transaction) throws(StoreError) in
                guard let row = try transaction.lockSaga(operation) else {
                    throw .conflict("the melt was ended by somebody else")
                }
                switch row.value.state {
                case .setupComplete: return nil
                case .paymentAttempted: return .outside
                case .finalizing: return .inside
                }
            }
        }

        /// Gives everything back: nobody was asked to pay.
        consuming func compensate(because failure: MintFailure) async {
            await MeltSaga.undo(quote, in: .setupComplete, because: failure, duty, services)
        }
    }

    /// Gives inputs, blank outputs and quote back in one transaction. Only when nobody was asked to pay, the backend
    /// confirmed that this attempt failed, or nobody can have paid.
    static func undo(
        _ quote: MeltQuote, in state: SagaState, because failure: MintFailure, _ duty: consuming Duty,
        _ services: Services
    ) async {
        let operation = duty.operation
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) in
                try transaction.markUnpaid(meltQuote: quote.id, by: operation)
                try transaction.endSaga(operation, in: state)
                try transaction.releaseReserved(by: operation)
                try transaction.releaseOutputs(of: operation)
                try transaction.announceEnd(of: operation, isPaid: false)
            } evidence: { (transaction) throws(StoreError) in
                try transaction.lockSaga(operation) == nil ? () : nil
            }
        } catch {
            services.logger.error("melt not undone", metadata: ["operation": "\(operation)", "error": "\(error)"])
            return
        }
        duty.discharge()
        services.logger.notice("melt undone", metadata: ["operation": "\(operation)", "reason": "\(failure)"])
        services.endings.announce(.failed(failure), of: operation)
    }
}
