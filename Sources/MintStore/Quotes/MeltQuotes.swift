package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

extension ReadTransaction {
    /// With its change, when it is paid.
    package borrowing func meltQuote(_ id: String) throws(StoreError) -> MeltQuote? {
        guard MintQuote.isPossible(id),
            let row = try rows(MeltQuote.selection + " WHERE id = \(id)").first
        else { return nil }
        let change = try rows(
            MeltQuote.changeSelection + " WHERE melt_change.quote_id = \(id) ORDER BY melt_change.position")
        let signed = try decode(change, SignedOutput.init(row:))
        return try decode([row]) { (row) throws(DatabaseError) in try MeltQuote(row: row, change: signed) }.first
    }

    /// - Throws: `.unknown(.meltQuote)`
    package borrowing func knownMeltQuote(_ id: String) throws(StoreError) -> MeltQuote {
        guard let quote = try meltQuote(id) else { throw .unknown(.meltQuote) }
        return quote
    }

    /// The quotes for this payment that are unexpired, pending or paid. Without their change.
    package borrowing func liveMeltQuotes(
        paymentHash: FixedBytes<32>, at now: UInt64
    ) throws(StoreError) -> [MeltQuote] {
        try MeltQuote.withoutChange(rows(MeltQuote.live(paymentHash: paymentHash, at: now)))
    }
}

extension WriteTransaction {
    package mutating func insert(_ quote: MeltQuote) throws(StoreError) {
        try change(
            1, "melt quote inserted",
            """
            INSERT INTO melt_quote (id, method, unit, units_per_bitcoin, amount, amount_msat, fee_reserve, request, \
            invoice, invoice_expiry, payment_hash, expiry, created_at, state)
            VALUES (\(quote.id), \(quote.method.rawValue), \(quote.unit.name), \(quote.rate.perBitcoin), \
            \(quote.amount), \(quote.amountMsat), \(quote.feeReserve), \(quote.request), \(quote.invoice?.text), \
            \(quote.invoice?.expiresAt), \(quote.paymentHash), \(quote.expiry), \(quote.createdAt), 'UNPAID')
            """)
    }

    /// The quotes for this payment that are unexpired, pending or paid. Neither these nor new ones change until this
    /// transaction ends, when everyone who makes one calls this. Without their change.
    package mutating func lockLiveMeltQuotes(
        paymentHash: FixedBytes<32>, at now: UInt64
    ) throws(StoreError) -> [MeltQuote] {
        do { try serialize(on: paymentHash.bytes) } catch { throw .database(error) }
        return try MeltQuote.withoutChange(
            rows(MeltQuote.live(paymentHash: paymentHash, at: now) + " ORDER BY id\(.forUpdate)"))
    }

    /// The quote, which no other transaction changes until this one ends. Without its change.
    package mutating func lockMeltQuote(_ id: String) throws(StoreError) -> Locked<MeltQuote>? {
        guard MintQuote.isPossible(id) else { return nil }
        return try locked(MeltQuote.selection + " WHERE id = \(id)") { (row) throws(DatabaseError) in
            try MeltQuote(row: row, change: [])
        }
    }

    /// UNPAID → PENDING, for the request with this digest; 20006 when a payment of the same invoice is under way or done
    /// through another quote.
    package mutating func markPending(
        _ quote: consuming Locked<MeltQuote>, for digest: FixedBytes<32>, by operation: OperationID, at now: UInt64
    ) throws(StoreError) {
        let quote = quote.value
        try StateTables.meltQuote.check(quote.state, .pending)
        try insert(
            1,
            """
            UPDATE melt_quote SET state = 'PENDING', melt_digest = \(digest) WHERE id = \(quote.id) AND state = 'UNPAID'
            """,
            refusal: .refused(.invoiceAlreadyPaid, "the invoice is paid or being paid through another quote"))
        try emit(.meltQuote(quote.id, .pending, by: operation), at: now)
    }

    /// PENDING → UNPAID, by the operation whose saga serves the quote.
    package mutating func markUnpaid(
        meltQuote id: String, by hold: SagaHold, at now: UInt64
    ) throws(StoreError) {
        try change(
            1, "melt quote unpaid",
            "UPDATE melt_quote SET state = 'UNPAID', melt_digest = NULL WHERE id = \(id) AND state = 'PENDING'"
                + MeltQuote.served(by: hold, of: owner))
        try emit(.meltQuote(id, .unpaid, by: hold.operation), at: now)
    }

    /// PENDING → PAID, by the operation whose saga serves the quote.
    package mutating func markPaid(
        meltQuote id: String, by hold: SagaHold, preimage: FixedBytes<32>?, at now: UInt64
    ) throws(StoreError) {
        try change(
            1, "melt quote paid",
            """
            UPDATE melt_quote SET state = 'PAID', preimage = \(preimage), paid_at = \(now)
            WHERE id = \(id) AND state = 'PENDING'
            """ + MeltQuote.served(by: hold, of: owner))
        try emit(.meltQuote(id, .paid, by: hold.operation), at: now)
    }

    /// The change of a paid quote, in the order of the wallet's blank outputs. The signatures are stored before.
    package mutating func record(change signed: [SignedOutput], of id: String) throws(StoreError) {
        let items = SQLRows(numbering: signed).column("point", signed.map(\.blinded))
        try change(
            signed.count, "melt change recorded",
            "INSERT INTO melt_change (quote_id, position, blinded) SELECT \(id), position, point FROM \(items)")
    }
}

extension MeltQuote {
    static let selection: SQL = """
        SELECT id, unit, amount, amount_msat, fee_reserve, request, payment_hash, expiry, created_at, state, \
        melt_digest, preimage, paid_at, units_per_bitcoin, method, invoice, invoice_expiry FROM melt_quote
        """

    static let changeSelection: SQL = """
        SELECT blind_signature.blinded, keyset_id, amount, signature, dleq_e, dleq_s
        FROM melt_change JOIN blind_signature ON blind_signature.blinded = melt_change.blinded
        """

    static func live(paymentHash: FixedBytes<32>, at now: UInt64) -> SQL {
        selection + " WHERE payment_hash = \(paymentHash) AND (state <> 'UNPAID' OR expiry >= \(now))"
    }

    /// A condition: the saga is the one of the quote, and is held.
    static func served(by hold: SagaHold, of owner: Int64) -> SQL {
        " AND EXISTS (SELECT 1 FROM saga WHERE saga.quote_id = melt_quote.id AND" + hold.isCurrent(of: owner) + ")"
    }

    static func withoutChange(_ rows: [Row]) throws(StoreError) -> [MeltQuote] {
        try decode(rows) { (row) throws(DatabaseError) in try MeltQuote(row: row, change: []) }
    }

    init(row: Row, change: [SignedOutput]) throws(DatabaseError) {
        guard let state = State(rawValue: try row.text(9)) else { throw .unreadable("melt quote state") }
        let invoice: Invoice? =
            try row.isNull(15) ? nil : Invoice(text: row.text(15), expiresAt: row.unsigned(16))
        self.init(
            id: try row.text(0), method: try row.method(14), unit: try row.unit(1), rate: try row.rate(13),
            amount: try row.unsigned(2), amountMsat: try row.unsigned(3), feeReserve: try row.unsigned(4),
            request: try row.text(5), invoice: invoice, paymentHash: try row.fixedBytes(6), expiry: try row.unsigned(7), createdAt: try row.unsigned(8),
            state: state, meltDigest: try row.isNull(10) ? nil : row.fixedBytes(10),
            preimage: try row.isNull(11) ? nil : row.fixedBytes(11),
            paidAt: try row.optionalUnsigned(12), change: change.map(\.answer))
    }
}
