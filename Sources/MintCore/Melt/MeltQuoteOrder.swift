package import Cashu

/// What a wallet asks of a melt quote (NUT-05, NUT-23, NUT-25).
package struct MeltQuoteOrder: Sendable {
    package let method: PaymentMethod
    package let unit: CurrencyUnit
    /// The BOLT11 invoice or the BOLT12 offer, as received.
    package let request: String
    /// For an invoice or an offer that leaves the amount to the payer.
    package let amountMsat: UInt64?
    /// Of what the invoice asks, when other mints pay the rest (NUT-15).
    package let partMsat: UInt64?

    package init(
        method: PaymentMethod = .bolt11, unit: CurrencyUnit, request: String, amountMsat: UInt64? = nil,
        partMsat: UInt64? = nil
    ) {
        self.method = method
        self.unit = unit
        self.request = request
        self.amountMsat = amountMsat
        self.partMsat = partMsat
    }
}
