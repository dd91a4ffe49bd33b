internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

extension QuoteCredits {
    /// Credits each payment to an offer that was never credited, in one transaction under the lock of the quote: whoever
    /// else noticed it, here or at another process, waits and finds it credited. The quote afterwards.
    func credit(_ quote: MintQuote, _ received: [ReceivedPayment]) async throws(MintFailure) -> MintQuote {
        let payments = received.compactMap { payable(quote, $0) }
        if payments.isEmpty { return quote }
        let hashes = payments.map(\.paymentHash)
        // Mostly there is nothing new, which is not worth a write.
        let (current, known) = try await services.read { (transaction) throws(StoreError) in
            (try transaction.mintQuote(quote.id), try transaction.credited(hashes))
        }
        if known.isSuperset(of: hashes), let current { return current }
        let now = services.clock.now()
        do throws(WriteFailure) {
            return try await services.write { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id) else {
                    throw .conflict("a mint quote is gone")
                }
                return try transaction.credit(locked, payments, at: now)
            } evidence: { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id),
                    try transaction.credited(hashes).isSuperset(of: hashes)
                else { return nil }
                return locked.value
            }
        } catch {
            throw error.mintFailure
        }
    }

    private func payable(_ quote: MintQuote, _ received: ReceivedPayment) -> CreditedPayment? {
        guard received.amountMsat <= Money.maximum else {
            services.logger.error(
                "the payment backend reports a payment of more than there is",
                metadata: ["payment_hash": "\(received.paymentHash.hex)"])
            return nil
        }
        return CreditedPayment(
            paymentHash: received.paymentHash, amountMsat: received.amountMsat,
            amount: quote.worth(ofMsat: received.amountMsat))
    }
}

extension MintQuote {
    /// Whether the backend may know more of it than the database.
    var mayBePaid: Bool { method == .bolt12 || state == .unpaid }
}
