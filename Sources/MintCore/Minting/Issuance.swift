internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import Storage
internal import SignatoryAPI

/// NUT-04: ecash for a paid quote. No saga: signatures come first, and one transaction decides whether they leave.
struct Issuance: Sendable {
    private let services: Services
    private let credits: QuoteCredits

    init(_ services: Services, _ credits: QuoteCredits) {
        self.services = services
        self.credits = credits
    }

    /// A mint whose minting is disabled makes no quotes, but keeps its word for those it made.
    func issue(
        quote id: String, outputs: [BlindedMessage], signature: SchnorrSignature?
    ) async throws(MintFailure) -> [BlindSignature] {
        let duty = services.running.begin()
        // Nothing is reserved, so however it ends there is nothing for recovery to do.
        do throws(MintFailure) {
            let signatures = try await issue(
                quote: id, outputs: outputs, signature: signature, operation: duty.operation)
            duty.discharge()
            return signatures
        } catch {
            duty.discharge()
            throw error
        }
    }

    /// Checks in this order: the quote, its signature, its state, the outputs, their sum.
    private func issue(
        quote id: String, outputs: [BlindedMessage], signature: SchnorrSignature?, operation: OperationID
    ) async throws(MintFailure) -> [BlindSignature] {
        let known = try await services.mintQuote(id)
        try Self.checkSignature(signature, of: known, outputs: outputs)
        guard services.quotesInUse.take(id) else {
            throw .refused(.quotePending, "another request is being served for this quote")
        }
        defer { services.quotesInUse.giveBack(id) }
        let quote = try await credits.current(id)
        let checked = try check(outputs, of: quote)
        let signed: [SignedOutput]
        do throws(SignatoryError) {
            signed = try await services.sign(checked.messages, for: .mint, operation: operation)
        } catch {
            throw MintFailure(error)
        }
        do throws(WriteFailure) {
            try await write(signed, quote: quote, total: checked.total, operation: operation)
        } catch {
            throw error.mintFailure
        }
        return signed.map(\.answer)
    }

    /// NUT-20.
    private static func checkSignature(
        _ signature: SchnorrSignature?, of quote: MintQuote, outputs: [BlindedMessage]
    ) throws(MintFailure) {
        guard let key = quote.publicKey else { return }
        guard let signature,
            MintQuoteMessage.isValid(signature: signature, quote: quote.id, outputs: outputs, key: key)
        else { throw .refused(.quoteSignatureInvalid, "the signature of the mint request is missing or invalid") }
    }

    private func check(_ outputs: [BlindedMessage], of quote: MintQuote) throws(MintFailure) -> CheckedOutputs {
        try services.check { (keysets, now) throws(NUTError) in
            try Self.checkState(of: quote, now: now)
            let checked = try CheckedOutputs(outputs, keysets: keysets, limits: services.settings.limits, now: now)
            guard checked.unit == quote.unit else {
                throw NUTError(.unitMismatch, "outputs are \(checked.unit), the quote is \(quote.unit)")
            }
            guard checked.total == quote.amount else {
                throw NUTError(.notBalanced, "outputs of \(checked.total) for a quote of \(quote.amount)")
            }
            return checked
        }
    }

    private static func checkState(of quote: MintQuote, now: UInt64) throws(NUTError) {
        switch quote.state {
        case .unpaid where quote.expiry < now: throw NUTError(.quoteExpired, "quote is expired")
        case .unpaid: throw NUTError(.quoteNotPaid, "quote is not paid")
        case .issued: throw NUTError(.quoteAlreadyIssued, "quote is already issued")
        case .paid: break
        }
    }

    private func write(
        _ signed: [SignedOutput], quote: MintQuote, total: UInt64, operation: OperationID
    ) async throws(WriteFailure) {
        let completed = CompletedOperation(
            operation: operation, kind: .mint, unit: quote.unit, quoteID: quote.id, redeemed: 0, issued: total,
            inputFee: 0, paidMsat: 0)
        let now = services.clock.now()
        let id = quote.id
        try await services.write { (transaction) throws(StoreError) in
            guard let locked = try transaction.lockMintQuote(id) else { throw .conflict("a mint quote is gone") }
            guard locked.value.state == .paid else { throw .refused(.quoteAlreadyIssued, "quote is already issued") }
            // Reserved for a moment: so it waits for, or is seen by, another operation that wants the same outputs.
            try transaction.reserve(signed.map(\.message), for: operation, kind: .mint, at: now)
            try transaction.store(signed, of: operation, at: now)
            try transaction.takeReserved(outputs: signed.count, of: operation)
            try transaction.markIssued(locked, at: now)
            try transaction.record(completed, at: now)
        } evidence: { (transaction) throws(StoreError) in
            guard let locked = try transaction.lockMintQuote(id), locked.value.state == .issued else { return nil }
            let stored = try transaction.signatures(on: signed.map(\.blinded), by: operation)
            guard stored.count == signed.count else { throw .refused(.quoteAlreadyIssued, "quote is already issued") }
            return ()
        }
    }
}
