internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

extension QuoteCredits {
    /// Credits a payment to an offer if it never was, in one transaction under the lock of the quote: whoever else
    /// noticed it, here or at another process, waits and finds it credited. The quote afterwards.
    func creditOffer(_ quote: MintQuote, _ received: ReceivedPayment) async throws(MintFailure) -> MintQuote {
        guard let payment = payable(quote, received) else { return quote }
        let (now, hash) = (services.clock.now(), payment.paymentHash)
        do throws(WriteFailure) {
            return try await services.write { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id) else {
                    throw .conflict("a mint quote is gone")
                }
                return try transaction.credit(locked, [payment], at: now)
            } evidence: { (transaction) throws(StoreError) in
                guard let locked = try transaction.lockMintQuote(quote.id),
                    try transaction.credited([hash]).contains(hash)
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

    /// Whether the backend is asked about it.
    var isUnpaidInvoice: Bool { method == .bolt11 && state == .unpaid }
}
