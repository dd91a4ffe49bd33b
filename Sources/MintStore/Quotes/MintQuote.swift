package import Cashu
package import CashuCrypto

/// A promise to issue ecash for what is paid to a request (NUT-04): once for an invoice (NUT-23), any number of times
/// for an offer (NUT-25).
package struct MintQuote: Sendable, Equatable {
    /// Closed: the state follows from what was paid and issued, so no row can contradict itself. A quote for an offer
    /// is paid again after it was issued.
    package enum State: String, Sendable, CaseIterable {
        case unpaid = "UNPAID"
        case paid = "PAID"
        case issued = "ISSUED"
    }

    /// Known only to the wallet and the mint: whoever knows it may mint an unlocked quote.
    package let id: String
    package let method: PaymentMethod
    package let unit: CurrencyUnit
    /// At which the request was made.
    package let rate: UnitRate
    /// In the unit; what the request asks. `nil` for an offer that leaves it to its payers. Of an invoice this is what
    /// may be issued; of an offer whatever is paid may.
    package let amount: UInt64?
    /// The BOLT11 invoice or the BOLT12 offer.
    package let request: String
    /// What the backend knows the request by: the payment hash of an invoice, the id of an offer.
    package let requestID: FixedBytes<32>
    package let description: String?
    /// NUT-20: the key that must sign the mint request. Quotes for offers have one.
    package let publicKey: PublicKey?
    /// Unix seconds until which the request can be paid. What was paid stays mintable.
    package let expiry: UInt64
    package let createdAt: UInt64
    package private(set) var amountPaid: UInt64
    package private(set) var amountIssued: UInt64
    /// The last payment.
    package private(set) var paidAt: UInt64?
    package let issuedAt: UInt64?

    package var state: State {
        if amountPaid == 0 { return .unpaid }
        return amountIssued < amountPaid ? .paid : .issued
    }

    /// What was paid and not issued yet. No row holds more issued than paid.
    package var mintable: UInt64 { Money.subtract(amountPaid, amountIssued) ?? 0 }

    /// Unix seconds of the last change.
    package var updatedAt: UInt64 { max(issuedAt ?? createdAt, paidAt ?? createdAt) }

    package init(
        id: String, method: PaymentMethod = .bolt11, unit: CurrencyUnit, rate: UnitRate = .sat, amount: UInt64?,
        request: String, requestID: FixedBytes<32>, description: String?, publicKey: PublicKey?, expiry: UInt64,
        createdAt: UInt64, amountPaid: UInt64 = 0, amountIssued: UInt64 = 0, paidAt: UInt64? = nil,
        issuedAt: UInt64? = nil
    ) {
        self.id = id
        self.method = method
        self.unit = unit
        self.rate = rate
        self.amount = amount
        self.request = request
        self.requestID = requestID
        self.description = description
        self.publicKey = publicKey
        self.expiry = expiry
        self.createdAt = createdAt
        self.amountPaid = amountPaid
        self.amountIssued = amountIssued
        self.paidAt = paidAt
        self.issuedAt = issuedAt
    }

    /// What a credit makes of it.
    func credited(_ amount: UInt64, at now: UInt64) -> MintQuote {
        var quote = self
        quote.amountPaid = amount
        quote.paidAt = now
        return quote
    }

    /// How it stood when so much less of it was issued.
    package func before(issuing amountIssued: UInt64) -> MintQuote {
        MintQuote(
            id: id, method: method, unit: unit, rate: rate, amount: amount, request: request, requestID: requestID,
            description: description, publicKey: publicKey, expiry: expiry, createdAt: createdAt,
            amountPaid: amountPaid, amountIssued: amountIssued, paidAt: paidAt)
    }
}
