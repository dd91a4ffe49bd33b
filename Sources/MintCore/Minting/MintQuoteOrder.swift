package import Cashu
package import CashuCrypto

/// What a wallet asks of a mint quote (NUT-04, NUT-20, NUT-23).
package struct MintQuoteOrder: Sendable {
    package let unit: CurrencyUnit
    /// In the unit.
    package let amount: UInt64
    /// For the invoice.
    package let description: String?
    /// The key that the mint request will have to be signed with.
    package let publicKey: PublicKey?

    package init(unit: CurrencyUnit, amount: UInt64, description: String? = nil, publicKey: PublicKey? = nil) {
        self.unit = unit
        self.amount = amount
        self.description = description
        self.publicKey = publicKey
    }
}
