internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import SignatoryAPI
internal import Storage

extension MeltSaga {
    /// Paid, and what it cost is stored. What is left cannot be refused any more, only repeated.
    struct Finalizing: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let hold: SagaHold
        private let preimage: FixedBytes<32>?
        private let spentMsat: UInt64
        private let services: Services
        private let duty: Duty

        init(
            _ quote: MeltQuote, _ hold: SagaHold, preimage: FixedBytes<32>?, spentMsat: UInt64, services: Services,
            duty: consuming Duty
        ) {
            self.quote = quote
            self.hold = hold
            self.preimage = preimage
            self.spentMsat = spentMsat
            self.services = services
            self.duty = duty
        }

        /// Signs the change, also on a keyset that was rotated meanwhile (the signatory decides), and ends the
        /// operation in one transaction: quote PAID, inputs SPENT, change stored.
        /// - Throws: when it does not come to that. Paid is paid: inputs and quote stay PENDING until this succeeds.
        consuming func complete() async throws(MintFailure) {
            let charge = MeltCharge(quote, spentMsat: spentMsat)
            let holdings = try await holdings()
            let change = try MeltChange(holdings, charge: charge.amount, keysets: services.board.current)
            let signed = try await sign(change)
            try await end(holdings, change, signed, charge)
            alarm(charge)
            duty.discharge()
            services.endings.announce(.paid, of: hold.operation)
        }

        /// A cost outside of what was agreed.
        private borrowing func alarm(_ charge: MeltCharge) {
            let metadata: Logger.Metadata = ["operation": "\(hold.operation)", "spent_msat": "\(spentMsat)"]
            switch charge.verdict {
            case .agreed: break
            case .underspent:
                services.logger.error("a payment cost less than its invoice asks", metadata: metadata)
            case .overspent:
                services.logger.critical(
                    "melting has stopped: a payment cost more than was reserved for it", metadata: metadata)
            }
        }

        private borrowing func holdings() async throws(MintFailure) -> MeltHoldings {
            let operation = hold.operation
            return try await services.read { (transaction) throws(StoreError) in
                MeltHoldings(
                    proofs: try transaction.reserved(by: operation), blanks: try transaction.outputs(of: operation))
            }
        }

        /// Nothing when the signatory refuses these outputs for good, as it does once their keyset is gone: a wallet
        /// that paid must be told so, and what it is owed stands in the log. Whatever may pass, be it by the hand of
        /// the operator, is thrown.
        private borrowing func sign(_ change: MeltChange) async throws(MintFailure) -> [SignedOutput] {
            if change.outputs.isEmpty { return [] }
            do throws(SignatoryError) {
                return try await services.sign(change.outputs, for: .meltChange, operation: hold.operation)
            } catch {
                let failure = MintFailure(error)
                guard case .refused = failure else { throw failure }
                services.logger.error(
                    "the change of a paid melt cannot be signed and is owed",
                    metadata: [
                        "operation": "\(hold.operation)", "amount": "\(change.owed)", "unit": "\(quote.unit)",
                        "error": "\(error.code)",
                    ])
                return []
            }
        }

        private borrowing func end(
            _ holdings: MeltHoldings, _ change: MeltChange, _ signed: [SignedOutput], _ charge: MeltCharge
        ) async throws(MintFailure) {
            let (quote, hold, preimage, now) = (quote, hold, preimage, services.clock.now())
            let operation = hold.operation
            let completed = CompletedOperation(
                operation: operation, kind: .melt, unit: quote.unit, quoteID: quote.id, redeemed: change.redeemed,
                issued: signed.map(\.amount).reduce(0, +), inputFee: change.inputFee, paid: charge.amount,
                paidMsat: spentMsat)
            let incident = charge.verdict == .overspent ? overspending() : nil
            do throws(WriteFailure) {
                try await services.write { (transaction) throws(StoreError) in
                    try transaction.markPaid(meltQuote: quote.id, by: hold, preimage: preimage, at: now)
                    try transaction.endSaga(hold, in: .finalizing)
                    try transaction.spendReserved(holdings.proofs.count, by: operation, at: now)
                    try transaction.store(signed, of: operation, at: now)
                    try transaction.takeReserved(outputs: holdings.blanks.count, of: operation)
                    try transaction.record(change: signed, of: quote.id)
                    try transaction.record(completed, at: now)
                    if let incident { try transaction.record(incident, at: now) }
                } evidence: { (transaction) throws(StoreError) in
                    // What is being finalized can only be finished, by whomever.
                    guard let row = try transaction.lockSaga(operation)?.value else { return () }
                    guard row.isHeld(hold, by: transaction.owner) else { throw .conflict("the melt is in other hands") }
                    return nil
                }
            } catch {
                throw error.mintFailure
            }
        }

        private borrowing func overspending() -> Incident.Report {
            Incident.Report(
                .overspent, backend: services.backend.name, operation: hold.operation, quoteID: quote.id,
                detail:
                    "a payment of \(quote.amountMsat) msat with a reserve of \(quote.feeReserve) \(quote.unit) cost "
                    + "\(spentMsat) msat")
        }
    }
}
