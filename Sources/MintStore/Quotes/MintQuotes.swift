internal import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

extension ReadTransaction {
    package borrowing func mintQuote(_ id: String) throws(StoreError) -> MintQuote? {
        try decode(rows(MintQuote.selection + " WHERE id = \(id)"), MintQuote.init(row:)).first
    }

    /// The quote whose invoice has this hash: the way to recognize an invoice of this mint.
    package borrowing func mintQuote(paymentHash: FixedBytes<32>) throws(StoreError) -> MintQuote? {
        try decode(rows(MintQuote.selection + " WHERE payment_hash = \(paymentHash)"), MintQuote.init(row:)).first
    }

    /// Unpaid quotes by expiry and id, those after `position`.
    package borrowing func unpaidMintQuotes(
        after position: MintQuotePage.Position, limit: UInt32
    ) throws(StoreError) -> MintQuotePage {
        let rows = try rows(
            MintQuote.selection + """
                 WHERE amount_paid = 0 AND (expiry, id) > (\(position.expiry), \(position.id))
                ORDER BY expiry, id LIMIT \(limit)
                """)
        return MintQuotePage(
            quotes: rows.map { row in Result { () throws(DatabaseError) in try MintQuote(row: row) } },
            last: try decode(rows.suffix(1), MintQuotePage.Position.init(row:)).first)
    }
}

extension WriteTransaction {
    package mutating func insert(_ quote: MintQuote) throws(StoreError) {
        try change(
            1, "mint quote inserted",
            """
            INSERT INTO mint_quote (id, unit, amount, request, payment_hash, description, public_key, expiry, \
            created_at)
            VALUES (\(quote.id), \(quote.unit.name), \(quote.amount), \(quote.request), \(quote.paymentHash), \
            \(quote.description), \(quote.publicKey), \(quote.expiry), \(quote.createdAt))
            """)
    }

    /// The quote, which no other transaction changes until this one ends.
    package mutating func lockMintQuote(_ id: String) throws(StoreError) -> MintQuote? {
        try decode(rows(MintQuote.selection + " WHERE id = \(id)"), MintQuote.init(row:)).first
    }

    /// The same, found by its invoice.
    package mutating func lockMintQuote(paymentHash: FixedBytes<32>) throws(StoreError) -> MintQuote? {
        try decode(rows(MintQuote.selection + " WHERE payment_hash = \(paymentHash)"), MintQuote.init(row:)).first
    }

    /// UNPAID → PAID. An invoice is credited once, however often its payment is reported.
    package mutating func markPaid(_ quote: MintQuote, amount: UInt64, at now: UInt64) throws(StoreError) {
        try change(
            1, "mint quote paid",
            """
            UPDATE mint_quote SET amount_paid = \(amount), paid_at = \(now)
            WHERE id = \(quote.id) AND amount_paid = 0
            """)
    }

    /// PAID → ISSUED, all of it at once.
    package mutating func markIssued(_ quote: MintQuote, at now: UInt64) throws(StoreError) {
        try change(
            1, "mint quote issued",
            """
            UPDATE mint_quote SET amount_issued = amount_paid, issued_at = \(now)
            WHERE id = \(quote.id) AND amount_paid > 0 AND amount_issued = 0
            """)
    }
}

extension MintQuote {
    static let selection: SQL = """
        SELECT id, unit, amount, request, payment_hash, description, public_key, expiry, created_at, amount_paid, \
        amount_issued, paid_at, issued_at FROM mint_quote
        """

    init(row: Row) throws(DatabaseError) {
        self.init(
            id: try row.text(0), unit: try row.unit(1), amount: try row.unsigned(2), request: try row.text(3),
            paymentHash: try row.fixedBytes(4), description: try row.optionalText(5),
            publicKey: try row.isNull(6) ? nil : row.publicKey(6), expiry: try row.unsigned(7),
            createdAt: try row.unsigned(8), amountPaid: try row.unsigned(9), amountIssued: try row.unsigned(10),
            paidAt: try row.optionalUnsigned(11), issuedAt: try row.optionalUnsigned(12))
    }
}
