package import Cashu
package import CashuCrypto

/// A promise to pay an invoice for ecash (NUT-05, NUT-23), or an offer, for which an invoice was fetched (NUT-25).
package struct MeltQuote: Sendable, Equatable {
    package enum State: String, Sendable, CaseIterable {
        /// Valid transitions to: pending.
        case unpaid = "UNPAID"
        /// Inputs are reserved for it. Valid transitions to: paid, unpaid.
        case pending = "PENDING"
        /// Final.
        case paid = "PAID"
    }

    /// What the issuer of an offer made for this quote.
    package struct Invoice: Sendable, Equatable {
        package let text: String
        /// Unix seconds.
        package let expiresAt: UInt64

        package init(text: String, expiresAt: UInt64) {
            self.text = text
            self.expiresAt = expiresAt
        }
    }

    package let id: String
    package let method: PaymentMethod
    package let unit: CurrencyUnit
    /// At which the wallet is charged.
    package let rate: UnitRate
    /// In the unit; what the invoice asks, rounded up.
    package let amount: UInt64
    /// In millisatoshi; what the node is told to deliver.
    package let amountMsat: UInt64
    /// In the unit; the most the payment may cost beyond the amount.
    package let feeReserve: UInt64
    /// The BOLT11 invoice, or the BOLT12 offer as the wallet sent it.
    package let request: String
    /// For an offer of somebody else. One of this mint's own is settled in its books, for which nobody is asked.
    package let invoice: Invoice?
    /// Of the invoice, of either kind, so that it is known before anything is paid. Of an own offer's payment that takes
    /// place in the books alone it is a name like a hash.
    package let paymentHash: FixedBytes<32>
    /// Unix seconds after which the quote can no longer be used.
    package let expiry: UInt64
    package let createdAt: UInt64
    package let state: State
    /// SHA-256 of the melt request that the quote is pending or paid for: the same request is answered again.
    package let meltDigest: FixedBytes<32>?
    package let preimage: FixedBytes<32>?
    package let paidAt: UInt64?
    /// NUT-08, for a paid quote: the signatures on the wallet's blank outputs.
    package let change: [BlindSignature]

    package init(
        id: String, method: PaymentMethod = .bolt11, unit: CurrencyUnit, rate: UnitRate = .sat, amount: UInt64,
        amountMsat: UInt64, feeReserve: UInt64, request: String, invoice: Invoice? = nil,
        paymentHash: FixedBytes<32>, expiry: UInt64, createdAt: UInt64, state: State = .unpaid,
        meltDigest: FixedBytes<32>? = nil, preimage: FixedBytes<32>? = nil, paidAt: UInt64? = nil,
        change: [BlindSignature] = []
    ) {
        self.id = id
        self.method = method
        self.unit = unit
        self.rate = rate
        self.amount = amount
        self.amountMsat = amountMsat
        self.feeReserve = feeReserve
        self.request = request
        self.invoice = invoice
        self.paymentHash = paymentHash
        self.expiry = expiry
        self.createdAt = createdAt
        self.state = state
        self.meltDigest = meltDigest
        self.preimage = preimage
        self.paidAt = paidAt
        self.change = change
    }
}
