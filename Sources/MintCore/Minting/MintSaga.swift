internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import SignatoryAPI
internal import Storage

/// NUT-04, for one quote or a batch of them (NUT-29), as a saga without a row: signatures come first, and one
/// transaction decides whether they leave.
///
/// | Stage     | In the database                                   | Left there by a crash, it is           | Goes on to |
/// |-----------|---------------------------------------------------|----------------------------------------|------------|
/// | Initial   | quotes PAID, or about to be                       | mintable                               | Checked    |
/// | Checked   | the same                                          | mintable                               | Signed     |
/// | Signed    | the same: signatures are in memory alone          | mintable; nobody saw a signature       | Completed  |
/// | Completed | amounts issued, outputs signed, lines in the books | done                                  |            |
///
/// An invoice is issued as a whole, and once; of an offer any part of what was paid and not issued yet. That it is done
/// shows in the stored outputs of the operation: how a quote stands says nothing of one request among several.
enum MintSaga {
    /// - Parameter operation: of the request (`RequestDigest`).
    static func run(
        _ operation: OperationID, _ order: MintOrder, _ services: Services, _ credits: QuoteCredits
    ) async throws(MintFailure) -> [BlindSignature] {
        guard let duty = services.running.begin(operation) else {
            throw .refused(.quotePending, StoreError.sameRequest)
        }
        let ids = order.quotes.map(\.id)
        guard services.quotesInUse.take(ids) else {
            duty.discharge()
            throw .refused(.quotePending, "another request is being served for this quote")
        }
        defer { services.quotesInUse.giveBack(ids) }
        return try await Initial(services, duty).check(order, credits).sign().complete().signatures
    }

    struct Initial: ~Copyable, Sendable {
        private let services: Services
        private let duty: Duty

        init(_ services: Services, _ duty: consuming Duty) {
            self.services = services
            self.duty = duty
        }

        /// In this order: the quotes, their signatures (NUT-20), their states, the outputs, their sum. A mint whose
        /// minting is disabled makes no quotes, but keeps its word for those it made.
        consuming func check(_ order: MintOrder, _ credits: QuoteCredits) async throws(MintFailure) -> Checked {
            do throws(MintFailure) {
                let (charges, outputs) = try await examine(order, credits)
                return Checked(charges: charges, outputs: outputs, services: services, duty: duty)
            } catch {
                // Nothing is reserved, so however it ends there is nothing for recovery to do.
                duty.discharge()
                throw error
            }
        }

        private borrowing func examine(
            _ order: MintOrder, _ credits: QuoteCredits
        ) async throws(MintFailure) -> ([Charge], CheckedOutputs) {
            let ids = order.quotes.map(\.id)
            for (request, quote) in zip(order.quotes, try await services.mintQuotes(ids, of: order.method)) {
                try order.checkSignature(request, of: quote)
            }
            let quotes = try await credits.current(ids, of: order.method)
            let checked = try services.check { (keysets, now) throws(NUTError) in
                try order.check(quotes, keysets: keysets, limits: services.settings.limits, now: now)
            }
            return (zip(ids, checked.charges).map { Charge(quote: $0, amount: $1) }, checked.outputs)
        }
    }

    /// What of one quote is issued.
    struct Charge: Sendable {
        let quote: String
        let amount: UInt64
    }

    /// The quotes are paid, and the outputs are worth what they are charged.
    struct Checked: ~Copyable, Sendable {
        fileprivate let charges: [Charge]
        fileprivate let outputs: CheckedOutputs
        fileprivate let services: Services
        fileprivate let duty: Duty

        consuming func sign() async throws(MintFailure) -> Signed {
            do throws(SignatoryError) {
                let signed = try await services.sign(outputs.messages, for: .mint, operation: duty.operation)
                return Signed(signed, of: self)
            } catch {
                duty.discharge()
                throw MintFailure(error)
            }
        }
    }

    /// The signatures are in memory, and nowhere else.
    struct Signed: ~Copyable, Sendable {
        private let signatures: [SignedOutput]
        private let checked: Checked

        init(_ signatures: [SignedOutput], of checked: consuming Checked) {
            self.signatures = signatures
            self.checked = checked
        }

        /// The one transaction: signatures stored, what they are worth issued of the quotes, the books written; all of
        /// it or nothing.
        consuming func complete() async throws(MintFailure) -> Completed {
            let stored: [SignedOutput]
            do throws(WriteFailure) {
                stored = try await write()
            } catch {
                checked.duty.discharge()
                throw error.mintFailure
            }
            checked.duty.discharge()
            return Completed(signatures: stored.map(\.answer))
        }

        private borrowing func write() async throws(WriteFailure) -> [SignedOutput] {
            let (operation, signed, now) = (checked.duty.operation, signatures, checked.services.clock.now())
            // Locked in one order, so that two batches never wait for each other.
            let charges = checked.charges.sorted { $0.quote < $1.quote }
            return try await checked.services.write { (transaction) throws(StoreError) in
                var lines: [CompletedOperation] = []
                for charge in charges {
                    lines.append(try Self.issue(charge, by: operation, at: now, in: &transaction))
                }
                // Reserved for a moment: so it waits for, or is seen by, another operation that wants the same outputs.
                try transaction.reserve(signed.map(\.message), for: operation, kind: .mint, at: now)
                try transaction.store(signed, of: operation, at: now)
                try transaction.takeReserved(outputs: signed.count, of: operation)
                for line in lines { try transaction.record(line, at: now) }
                return signed
            } evidence: { (transaction) throws(StoreError) in
                // Whoever may still write for these quotes is waited for.
                for charge in charges { _ = try transaction.lockMintQuote(charge.quote) }
                let stored = try transaction.signatures(on: signed.map(\.blinded), by: operation)
                return stored.count == signed.count ? stored : nil
            }
        }

        /// - Returns: the line in the books, which come last (docs/decisions/0008-sets-and-lock-order.md).
        private static func issue(
            _ charge: Charge, by operation: OperationID, at now: UInt64, in transaction: inout WriteTransaction
        ) throws(StoreError) -> CompletedOperation {
            guard let locked = try transaction.lockMintQuote(charge.quote) else {
                throw .conflict("a mint quote is gone")
            }
            let quote = locked.value
            guard quote.state == .paid else {
                throw .refused(.quoteAlreadyIssued, "what was paid is already issued")
            }
            switch quote.method {
            case .bolt11: try transaction.markIssued(locked, at: now)
            case .bolt12: try transaction.issue(charge.amount, of: locked, at: now)
            }
            return CompletedOperation(
                operation: operation, kind: .mint, unit: quote.unit, quoteID: charge.quote, redeemed: 0,
                issued: charge.amount, inputFee: 0, paid: 0, paidMsat: 0)
        }
    }

    struct Completed: Sendable {
        let signatures: [BlindSignature]
    }
}
