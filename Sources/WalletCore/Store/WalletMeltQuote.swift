package import Cashu
internal import CashuStorage
internal import Storage

/// What the mint wants for paying an invoice.
package struct WalletMeltQuote: Sendable, Hashable {
    package let id: String
    package let unit: CurrencyUnit
    package let amount: UInt64
    /// The most that the payment may cost beyond `amount`; what is not used comes back (NUT-08).
    package let feeReserve: UInt64
    /// The invoice.
    package let request: String

    /// The highest reserve that is paid without being told to: 5 % of the amount, or 10 units.
    package var usualFeeLimit: UInt64 { max(10, amount / 20) }
}

extension WriteTransaction {
    /// A mint may answer a second question about an invoice with the same quote.
    mutating func insert(_ quote: WalletMeltQuote, mint: Int64) throws(WalletError) {
        try change(
            1, "melt quote inserted",
            """
            INSERT INTO melt_quote (mint_id, id, unit, amount, fee_reserve, request)
            VALUES (\(mint), \(quote.id), \(quote.unit.name), \(quote.amount), \(quote.feeReserve), \(quote.request))
            ON CONFLICT (mint_id, id) DO UPDATE SET amount = excluded.amount, fee_reserve = excluded.fee_reserve
            """)
    }

    mutating func markPaid(meltQuote id: String, mint: Int64) throws(WalletError) {
        try change(1, "melt quote paid", "UPDATE melt_quote SET is_paid = 1 WHERE mint_id = \(mint) AND id = \(id)")
    }
}
