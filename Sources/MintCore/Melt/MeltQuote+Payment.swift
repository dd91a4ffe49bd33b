internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import MintStore
internal import PaymentAPI

extension MeltQuote {
    /// What the backend is told to pay; `nil` when what is stored is unreadable, or for an offer of this mint, which no
    /// backend pays.
    var payment: PaymentRequest? {
        switch method {
        case .bolt11: (try? Bolt11Invoice(parsing: request)).map { .bolt11($0) }
        case .bolt12:
            invoice.map {
                .bolt12(
                    Bolt12Invoice(
                        text: $0.text, paymentHash: paymentHash, amountMsat: amountMsat, expiresAt: $0.expiresAt))
            }
        }
    }

    /// By which the mint knows a request of its own.
    var requestID: FixedBytes<32>? {
        switch method {
        case .bolt11: paymentHash
        case .bolt12: (try? Bolt12Offer(parsing: request))?.offerID
        }
    }
}

extension MintQuote {
    /// What the quote is credited for a payment, in the unit: an invoice is paid with what it asks, to an offer whatever
    /// is paid counts, rounded down.
    func worth(ofMsat msat: UInt64) -> UInt64 {
        switch method {
        case .bolt11: amount ?? 0
        case .bolt12: rate.amount(withinMsat: msat)
        }
    }
}
