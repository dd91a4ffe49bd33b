internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import SignatoryAPI

extension MeltSaga {
    /// Paid, and what it cost is stored. What is left cannot be refused any more, only repeated.
    struct Finalizing: ~Copyable, Sendable {
        private let quote: MeltQuote
        private let preimage: FixedBytes<32>?
        private let spent: Millisatoshi
        private let services: Services
        private let duty: Duty

        init(
            _ quote: MeltQuote, preimage: FixedBytes<32>?, spent: Millisatoshi, services: Services,
            duty: consuming Duty
        ) {
            self.quote = quote
            self.preimage = preimage
            self.spent = spent
            self.services = services
            self.duty = duty
        }

        /// Signs the change, also on a keyset that was rotated meanwhile (the signatory decides), and ends the
        /// operation in one transaction: quote PAID, inputs SPENT, change stored.
        consuming func complete() async {
            let operation = duty.operation
            do throws(MintFailure) {
                let charge = charge()
                let holdings = try await holdings()
                let change = try MeltChange(holdings, charge: charge, keysets: services.board.current)
                let signed = try await sign(change)
                try await end(holdings, change, signed)
            } catch {
                // Paid is paid: inputs and quote stay PENDING until this succeeds.
                services.logger.error(
                    "paid melt not finished", metadata: ["operation": "\(operation)", "error": "\(error)"])
                return
            }
            duty.discharge()
            services.endings.announce(.paid, of: operation)
        }

        /// In the unit. A cost outside of what was agreed is an alarm, and one above it stops melting.
        private borrowing func charge() -> UInt64 {
            let charge = MeltCharge(quote, spent: spent)
            let metadata: Logger.Metadata = ["operation": "\(duty.operation)", "spent_msat": "\(spent.value)"]
            switch charge.verdict {
            case .agreed: break
            case .underspent:
                services.logger.error("a payment cost less than its invoice asks", metadata: metadata)
            case .overspent:
                services.meltStop.set()
                services.logger.error(
                    "melting has stopped: a payment cost more than was reserved for it", metadata: metadata)
            }
            return charge.amount
        }

        private borrowing func holdings() async throws(MintFailure) -> MeltHoldings {
            let operation = duty.operation
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
                return try await services.sign(change.outputs, for: .meltChange, operation: duty.operation)
            } catch {
                let failure = MintFailure(error)
                guard case .refused = failure else { throw failure }
                services.logger.error(
                    "the change of a paid melt cannot be signed and is owed",
                    metadata: [
                        "operation": "\(duty.operation)", "amount": "\(change.owed)", "unit": "\(quote.unit)",
                        "error": "\(error.code)",
                    ])
                return []
            }
        }

        private borrowing func end(
            _ holdings: MeltHoldings, _ change: MeltChange, _ signed: [SignedOutput]
        ) async throws(MintFailure) {
            let (quote, preimage, operation, now) = (quote, preimage, duty.operation, services.clock.now())
            let completed = CompletedOperation(
                operation: operation, kind: .melt, unit: quote.unit, quoteID: quote.id, redeemed: change.redeemed,
                issued: signed.map(\.amount).reduce(0, +), inputFee: change.inputFee, paidMsat: spent.value)
            do throws(WriteFailure) {
                try await services.write { (transaction) throws(StoreError) in
                    try transaction.markPaid(meltQuote: quote.id, by: operation, preimage: preimage, at: now)
                    try transaction.endSaga(operation, in: .finalizing)
                    try transaction.spendReserved(holdings.proofs.count, by: operation, at: now)
                    try transaction.store(signed, of: operation, at: now)
                    try transaction.takeReserved(outputs: holdings.blanks.count, of: operation)
                    try transaction.record(change: signed, of: quote.id)
                    try transaction.record(completed, at: now)
                    try transaction.announceEnd(of: operation, isPaid: true)
                } evidence: { (transaction) throws(StoreError) in
                    try transaction.lockSaga(operation) == nil ? () : nil
                }
            } catch {
                throw error.mintFailure
            }
        }
    }
}
