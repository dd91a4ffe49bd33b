package import Cashu
package import CashuCrypto

/// What a wallet asks of a mint quote (NUT-04, NUT-20, NUT-23, NUT-25).
package struct MintQuoteOrder: Sendable {
    package let method: PaymentMethod
    package let unit: CurrencyUnit
    /// In the unit; `nil` for an offer that leaves it to its payers.
    package let amount: UInt64?
    /// For the invoice or the offer.
    package let description: String?
    /// The key that the mint request will have to be signed with.
    package let publicKey: PublicKey?

    package init(
        method: PaymentMethod = .bolt11, unit: CurrencyUnit, amount: UInt64?, description: String? = nil,
        publicKey: PublicKey? = nil
    ) {
        self.method = method
        self.unit = unit
        self.amount = amount
        self.description = description
        self.publicKey = publicKey
    }
}
