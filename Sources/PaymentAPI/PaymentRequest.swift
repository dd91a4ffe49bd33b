package import CashuCrypto
package import Lightning

/// What is paid: an invoice of either kind.
package enum PaymentRequest: Sendable, Hashable {
    case bolt11(Bolt11Invoice)
    case bolt12(Bolt12Invoice)

    package var text: String {
        switch self {
        case .bolt11(let invoice): invoice.text
        case .bolt12(let invoice): invoice.text
        }
    }

    package var paymentHash: FixedBytes<32> {
        switch self {
        case .bolt11(let invoice): invoice.paymentHash
        case .bolt12(let invoice): invoice.paymentHash
        }
    }

    /// `nil` lets the payer choose.
    package var amountMsat: UInt64? {
        switch self {
        case .bolt11(let invoice): invoice.amountMsat
        case .bolt12(let invoice): invoice.amountMsat
        }
    }

    /// Unix seconds.
    package var expiresAt: UInt64 {
        switch self {
        case .bolt11(let invoice): invoice.expiresAt
        case .bolt12(let invoice): invoice.expiresAt
        }
    }
}

/// An invoice that the issuer of an offer made for us, as the backend decoded it.
package struct Bolt12Invoice: Sendable, Hashable {
    /// Begins with `lni1`. The backend takes it back when it pays.
    package let text: String
    package let paymentHash: FixedBytes<32>
    package let amountMsat: UInt64
    /// Unix seconds.
    package let expiresAt: UInt64

    package init(text: String, paymentHash: FixedBytes<32>, amountMsat: UInt64, expiresAt: UInt64) {
        self.text = text
        self.paymentHash = paymentHash
        self.amountMsat = amountMsat
        self.expiresAt = expiresAt
    }
}
