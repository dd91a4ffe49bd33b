package import CashuCrypto

package struct OfferOrder: Sendable {
    /// The quote id: unique, so that a retry cannot make a second offer.
    package let label: String
    /// `nil` lets each payer choose.
    package let amountMsat: UInt64?
    package let description: String
    /// Unix seconds after which no invoice is made for it; `nil` for never.
    package let expiresAt: UInt64?

    package init(label: String, amountMsat: UInt64?, description: String, expiresAt: UInt64?) {
        self.label = label
        self.amountMsat = amountMsat
        self.description = description
        self.expiresAt = expiresAt
    }
}

package struct CreatedOffer: Sendable {
    /// Begins with `lno1`.
    package let request: String
    package let offerID: FixedBytes<32>

    package init(request: String, offerID: FixedBytes<32>) {
        self.request = request
        self.offerID = offerID
    }
}

/// What a backend without offers does; it is not asked.
extension PaymentBackend {
    package func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        throw .refused("\(name) makes no offers")
    }

    package func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
        throw .refused("\(name) pays no offers")
    }
}
