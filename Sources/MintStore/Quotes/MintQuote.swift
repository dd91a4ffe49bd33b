package import Cashu
package import CashuCrypto

/// A promise to issue ecash once an invoice is paid (NUT-04, NUT-23).
package struct MintQuote: Sendable, Equatable {
    /// Closed: the state follows from what was paid and issued, so no row can contradict itself.
    package enum State: String, Sendable, CaseIterable {
        case unpaid = "UNPAID"
        case paid = "PAID"
        case issued = "ISSUED"
    }

    /// Known only to the wallet and the mint: whoever knows it may mint an unlocked quote.
    package let id: String
    package let unit: CurrencyUnit
    /// At which the invoice was made.
    package let rate: UnitRate
    /// In the unit; what the invoice asks and what may be issued.
    package let amount: UInt64
    /// The BOLT11 invoice.
    package let request: String
    package let paymentHash: FixedBytes<32>
    package let description: String?
    /// NUT-20: the key that must sign the mint request.
    package let publicKey: PublicKey?
    /// Unix seconds until which the invoice can be paid. A paid quote stays mintable.
    package let expiry: UInt64
    package let createdAt: UInt64
    package let amountPaid: UInt64
    package let amountIssued: UInt64
    package let paidAt: UInt64?
    package let issuedAt: UInt64?

    package var state: State {
        if amountPaid == 0 { return .unpaid }
        return amountIssued < amountPaid ? .paid : .issued
    }

    /// Unix seconds of the last change.
    package var updatedAt: UInt64 { issuedAt ?? paidAt ?? createdAt }

    package init(
        id: String, unit: CurrencyUnit, rate: UnitRate = .sat, amount: UInt64, request: String,
        paymentHash: FixedBytes<32>, description: String?, publicKey: PublicKey?, expiry: UInt64, createdAt: UInt64,
        amountPaid: UInt64 = 0,
        amountIssued: UInt64 = 0, paidAt: UInt64? = nil, issuedAt: UInt64? = nil
    ) {
        self.id = id
        self.unit = unit
        self.rate = rate
        self.amount = amount
        self.request = request
        self.paymentHash = paymentHash
        self.description = description
        self.publicKey = publicKey
        self.expiry = expiry
        self.createdAt = createdAt
        self.amountPaid = amountPaid
        self.amountIssued = amountIssued
        self.paidAt = paidAt
        self.issuedAt = issuedAt
    }
}
