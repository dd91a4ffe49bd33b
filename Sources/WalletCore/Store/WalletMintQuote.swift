package import Cashu
internal import CashuStorage
internal import Storage

/// An invoice of the mint that this wallet asked for.
package struct WalletMintQuote: Sendable, Hashable {
    package let id: String
    package let unit: CurrencyUnit
    package let amount: UInt64
    /// The invoice.
    package let request: String
    /// Unix seconds.
    package let expiry: UInt64?
    /// Of the key that must sign (NUT-20).
    package let keyIndex: UInt32
    /// Whether the mint locked the quote to that key.
    package let isLocked: Bool
    package let isIssued: Bool
}

extension WriteTransaction {
    /// Takes an index of NUT-20's keys out of circulation for ever.
    mutating func takeQuoteKey() throws(WalletError) -> UInt32 {
        let found = try decode(rows("SELECT next_quote_key FROM wallet")) { (row) throws(DatabaseError) in
            try row.unsigned(0)
        }
        guard let index = found.first.flatMap({ UInt32(exactly: $0) }) else { throw .conflict("the next quote key") }
        try change(1, "quote key taken", "UPDATE wallet SET next_quote_key = \(UInt64(index) + 1)")
        return index
    }

    mutating func insert(_ quote: WalletMintQuote, mint: Int64) throws(WalletError) {
        try change(
            1, "mint quote inserted",
            """
            INSERT INTO mint_quote (mint_id, id, unit, amount, request, expiry, key_index, is_locked)
            VALUES (\(mint), \(quote.id), \(quote.unit.name), \(quote.amount), \(quote.request), \(quote.expiry), \
            \(quote.keyIndex), \(quote.isLocked.number))
            """)
    }

    mutating func mintQuote(_ id: String, mint: Int64) throws(WalletError) -> WalletMintQuote? {
        try decode(
            rows(WalletMintQuote.selection + " WHERE mint_id = \(mint) AND id = \(id)"), WalletMintQuote.init(row:)
        ).first
    }

    /// Those for which nothing was issued yet.
    mutating func openMintQuotes(mint: Int64) throws(WalletError) -> [WalletMintQuote] {
        try decode(
            rows(WalletMintQuote.selection + " WHERE mint_id = \(mint) AND is_issued = 0"), WalletMintQuote.init(row:))
    }

    mutating func markIssued(mintQuote id: String, mint: Int64) throws(WalletError) {
        try change(
            1, "mint quote issued", "UPDATE mint_quote SET is_issued = 1 WHERE mint_id = \(mint) AND id = \(id)")
    }
}

extension WalletMintQuote {
    fileprivate static let selection: SQL = """
        SELECT id, unit, amount, request, expiry, key_index, is_locked, is_issued FROM mint_quote
        """

    fileprivate init(row: Row) throws(DatabaseError) {
        guard let keyIndex = UInt32(exactly: try row.integer(5)) else { throw .unreadable("the index of a key") }
        self.init(
            id: try row.text(0), unit: try row.unit(1), amount: try row.unsigned(2), request: try row.text(3),
            expiry: try row.optionalUnsigned(4), keyIndex: keyIndex, isLocked: try row.integer(6) != 0,
            isIssued: try row.integer(7) != 0)
    }
}
