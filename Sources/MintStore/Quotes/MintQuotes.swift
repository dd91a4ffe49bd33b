internal import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

extension ReadTransaction {
    package borrowing func mintQuote(_ id: String) throws(StoreError) -> MintQuote? {
        guard MintQuote.isPossible(id) else { return nil }
        return try decode(rows(MintQuote.selection + " WHERE id = \(id)"), MintQuote.init(row:)).first
    }

    /// - Throws: `.unknown(.mintQuote)`
    package borrowing func knownMintQuote(_ id: String) throws(StoreError) -> MintQuote {
        guard let quote = try mintQuote(id) else { throw .unknown(.mintQuote) }
        return quote
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
            INSERT INTO mint_quote (id, unit, units_per_bitcoin, amount, request, payment_hash, description, \
            public_key, expiry, created_at)
            VALUES (\(quote.id), \(quote.unit.name), \(quote.rate.perBitcoin), \(quote.amount), \(quote.request), \
            \(quote.paymentHash), \(quote.description.map { Array($0.utf8) }), \(quote.publicKey), \(quote.expiry), \(quote.createdAt))
            """)
    }

    /// The quote, which no other transaction changes until this one ends.
    package mutating func lockMintQuote(_ id: String) throws(StoreError) -> Locked<MintQuote>? {
        guard MintQuote.isPossible(id) else { return nil }
        return try locked(MintQuote.selection + " WHERE id = \(id)", MintQuote.init(row:))
    }

    /// The same, found by its invoice.
    package mutating func lockMintQuote(paymentHash: FixedBytes<32>) throws(StoreError) -> Locked<MintQuote>? {
        try locked(MintQuote.selection + " WHERE payment_hash = \(paymentHash)", MintQuote.init(row:))
    }

    /// UNPAID → PAID. An invoice is credited once, however often its payment is reported.
    /// - Returns: the quote as it is now.
    package mutating func markPaid(
        _ quote: consuming Locked<MintQuote>, amount: UInt64, at now: UInt64
    ) throws(StoreError) -> MintQuote {
        let quote = quote.value
        try StateTables.mintQuote.check(quote.state, .paid)
        try change(
            1, "mint quote paid",
            """
            UPDATE mint_quote SET amount_paid = \(amount), paid_at = \(now)
            WHERE id = \(quote.id) AND amount_paid = 0
            """)
        try emit(.mintQuote(quote.id, .paid), at: now)
        return quote.paid(amount, at: now)
    }

    /// PAID → ISSUED, all of it at once.
    package mutating func markIssued(_ quote: consuming Locked<MintQuote>, at now: UInt64) throws(StoreError) {
        let quote = quote.value
        try StateTables.mintQuote.check(quote.state, .issued)
        try change(
            1, "mint quote issued",
            """
            UPDATE mint_quote SET amount_issued = amount_paid, issued_at = \(now)
            WHERE id = \(quote.id) AND amount_paid > 0 AND amount_issued = 0
            """)
        try emit(.mintQuote(quote.id, .issued), at: now)
    }
}

extension MintQuote {
    /// Whether an id that somebody asks for can be one: a text with a zero byte never is, and PostgreSQL takes none.
    static func isPossible(_ id: String) -> Bool { !id.utf8.contains(0) }

    /// What `markPaid` makes of it.
    func paid(_ amount: UInt64, at now: UInt64) -> MintQuote {
        MintQuote(
            id: id, unit: unit, rate: rate, amount: self.amount, request: request, paymentHash: paymentHash,
            description: description, publicKey: publicKey, expiry: expiry, createdAt: createdAt, amountPaid: amount,
            amountIssued: amountIssued, paidAt: now, issuedAt: issuedAt)
    }

    static let selection: SQL = """
        SELECT id, unit, amount, request, payment_hash, description, public_key, expiry, created_at, amount_paid, \
        amount_issued, paid_at, issued_at, units_per_bitcoin FROM mint_quote
        """

    init(row: Row) throws(DatabaseError) {
        self.init(
            id: try row.text(0), unit: try row.unit(1), rate: try row.rate(13), amount: try row.unsigned(2),
            request: try row.text(3), paymentHash: try row.fixedBytes(4), description: try row.optionalUTF8(5),
            publicKey: try row.isNull(6) ? nil : row.publicKey(6), expiry: try row.unsigned(7),
            createdAt: try row.unsigned(8), amountPaid: try row.unsigned(9), amountIssued: try row.unsigned(10),
            paidAt: try row.optionalUnsigned(11), issuedAt: try row.optionalUnsigned(12))
    }
}
