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

    /// The quote whose invoice has this hash, or whose offer has this id: the way to recognize one of this mint's own.
    package borrowing func mintQuote(requestID: FixedBytes<32>) throws(StoreError) -> MintQuote? {
        try decode(rows(MintQuote.selection + " WHERE request_id = \(requestID)"), MintQuote.init(row:)).first
    }

    /// Unpaid quotes for invoices by expiry and id, those after `position`.
    package borrowing func unpaidMintQuotes(
        after position: MintQuotePage.Position, limit: UInt32
    ) throws(StoreError) -> MintQuotePage {
        try page(
            MintQuote.selection + """
                 WHERE method = 'bolt11' AND amount_paid = 0 AND (expiry, id) > (\(position.expiry), \(position.id))
                ORDER BY expiry, id LIMIT \(limit)
                """)
    }

    private borrowing func page(_ statement: SQL) throws(StoreError) -> MintQuotePage {
        let rows = try rows(statement)
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
            INSERT INTO mint_quote (id, method, unit, units_per_bitcoin, amount, request, request_id, description, \
            public_key, expiry, created_at)
            VALUES (\(quote.id), \(quote.method.rawValue), \(quote.unit.name), \(quote.rate.perBitcoin), \
            \(quote.amount), \(quote.request), \(quote.requestID), \(quote.description.map { Array($0.utf8) }), \(quote.publicKey), \(quote.expiry), \(quote.createdAt))
            """)
    }

    /// The quote, which no other transaction changes until this one ends.
    package mutating func lockMintQuote(_ id: String) throws(StoreError) -> Locked<MintQuote>? {
        guard MintQuote.isPossible(id) else { return nil }
        return try locked(MintQuote.selection + " WHERE id = \(id)", MintQuote.init(row:))
    }

    /// The same, found by its invoice or its offer.
    package mutating func lockMintQuote(requestID: FixedBytes<32>) throws(StoreError) -> Locked<MintQuote>? {
        try locked(MintQuote.selection + " WHERE request_id = \(requestID)", MintQuote.init(row:))
    }

    /// UNPAID → PAID. An invoice is credited once, however often its payment is reported, and with what it is worth to
    /// the mint.
    /// - Parameter msat: what arrived; what the amount comes to if that is not said.
    /// - Returns: the quote as it is now.
    package mutating func markPaid(
        _ quote: consuming Locked<MintQuote>, amount: UInt64, msat: UInt64? = nil, at now: UInt64
    ) throws(StoreError) -> MintQuote {
        try StateTables.mintQuote.check(quote.value.state, .paid)
        guard quote.value.method == .bolt11, amount > 0 else { throw .conflict("not a payment of an invoice") }
        let msat = msat ?? quote.value.rate.msat(for: amount) ?? Money.maximum
        let payment = CreditedPayment(paymentHash: quote.value.requestID, amountMsat: msat, amount: amount)
        let credited = try credit(quote, [payment], at: now)
        guard credited.state == .paid else { throw .conflict("an invoice is credited that is not paid") }
        return credited
    }

    /// PAID → ISSUED, all of it at once.
    package mutating func markIssued(_ quote: consuming Locked<MintQuote>, at now: UInt64) throws(StoreError) {
        try StateTables.mintQuote.check(quote.value.state, .issued)
        guard quote.value.amountIssued == 0 else { throw .conflict("a part of it is issued") }
        let all = quote.value.amountPaid
        try issue(all, of: quote, at: now)
    }

    /// A part of what was paid and not issued yet, or all of it: 11005 for more.
    package mutating func issue(
        _ amount: UInt64, of quote: consuming Locked<MintQuote>, at now: UInt64
    ) throws(StoreError) {
        let quote = quote.value
        guard amount > 0, amount <= quote.mintable else {
            throw .refused(.notBalanced, "\(amount) is not what of the quote may be issued, \(quote.mintable) at most")
        }
        try change(
            1, "mint quote issued",
            """
            UPDATE mint_quote SET amount_issued = amount_issued + \(amount), issued_at = \(now)
            WHERE id = \(quote.id) AND amount_paid = \(quote.amountPaid) AND amount_issued = \(quote.amountIssued)
            """)
        try emit(.mintQuote(quote.id, amount == quote.mintable ? .issued : .paid), at: now)
    }
}

extension MintQuote {
    /// Whether an id that somebody asks for can be one: a text with a zero byte never is, and PostgreSQL takes none.
    static func isPossible(_ id: String) -> Bool { !id.utf8.contains(0) }

    static let selection: SQL = """
        SELECT id, unit, amount, request, request_id, description, public_key, expiry, created_at, amount_paid, \
        amount_issued, paid_at, issued_at, units_per_bitcoin, method FROM mint_quote
        """

    init(row: Row) throws(DatabaseError) {
        self.init(
            id: try row.text(0), method: try row.method(14), unit: try row.unit(1), rate: try row.rate(13),
            amount: try row.optionalUnsigned(2), request: try row.text(3), requestID: try row.fixedBytes(4),
            description: try row.optionalUTF8(5), publicKey: try row.isNull(6) ? nil : row.publicKey(6), expiry: try row.unsigned(7),
            createdAt: try row.unsigned(8), amountPaid: try row.unsigned(9), amountIssued: try row.unsigned(10),
            paidAt: try row.optionalUnsigned(11), issuedAt: try row.optionalUnsigned(12))
    }
}
