package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

extension ReadTransaction {
    /// With its change, when it is paid.
    package borrowing func meltQuote(_ id: String) throws(StoreError) -> MeltQuote? {
        guard let row = try rows(MeltQuote.selection + " WHERE id = \(id)").first else { return nil }
        let change = try rows(
            MeltQuote.changeSelection + " WHERE melt_change.quote_id = \(id) ORDER BY melt_change.position")
        return try MeltQuote(row: row, change: decode(change, SignedOutput.init(row:)))
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
            INSERT INTO melt_quote (id, unit, amount, amount_msat, fee_reserve, request, payment_hash, expiry, \
            created_at, state)
            VALUES (\(quote.id), \(quote.unit.name), \(quote.amount), \(quote.amountMsat), \(quote.feeReserve), \
            \(quote.request), \(quote.paymentHash), \(quote.expiry), \(quote.createdAt), 'UNPAID')
            """)
    }

    /// The quotes for this payment that are unexpired, pending or paid, which no other transaction changes until this
    /// one ends. Without their change.
    package mutating func lockLiveMeltQuotes(
        paymentHash: FixedBytes<32>, at now: UInt64
    ) throws(StoreError) -> [MeltQuote] {
        try MeltQuote.withoutChange(rows(MeltQuote.live(paymentHash: paymentHash, at: now)))
    }

    /// The quote, which no other transaction changes until this one ends. Without its change.
    package mutating func lockMeltQuote(_ id: String) throws(StoreError) -> MeltQuote? {
        guard let row = try rows(MeltQuote.selection + " WHERE id = \(id)").first else { return nil }
        return try MeltQuote(row: row, change: [])
    }

    /// UNPAID → PENDING; 20006 when a payment of the same invoice is under way or done through another quote.
    package mutating func markPending(_ quote: MeltQuote) throws(StoreError) {
        let affected: Int
        do throws(DatabaseError) {
            affected = try execute(
                "UPDATE melt_quote SET state = 'PENDING' WHERE id = \(quote.id) AND state = 'UNPAID'")
        } catch {
            guard error.kind == .uniqueViolation else { throw .database(error) }
            throw .refused(.invoiceAlreadyPaid, "the invoice is paid or being paid through another quote")
        }
        guard affected == 1 else { throw .conflict("melt quote pending: \(affected) rows") }
    }

    /// PENDING → UNPAID, by the operation whose saga serves the quote.
    package mutating func markUnpaid(meltQuote id: String, by operation: OperationID) throws(StoreError) {
        try change(
            1, "melt quote unpaid",
            "UPDATE melt_quote SET state = 'UNPAID' WHERE id = \(id) AND state = 'PENDING'"
                + MeltQuote.served(by: operation))
    }

    /// PENDING → PAID, by the operation whose saga serves the quote, with the change in the order of the wallet's blank
    /// outputs.
    package mutating func markPaid(
        meltQuote id: String, by operation: OperationID, preimage: FixedBytes<32>?, change signed: [SignedOutput],
        at now: UInt64
    ) throws(StoreError) {
        try change(
            1, "melt quote paid",
            """
            UPDATE melt_quote SET state = 'PAID', preimage = \(preimage), paid_at = \(now)
            WHERE id = \(id) AND state = 'PENDING'
            """ + MeltQuote.served(by: operation))
        for (position, output) in signed.enumerated() {
            try change(
                1, "melt change recorded",
                """
                INSERT INTO melt_change (quote_id, position, blinded)
                VALUES (\(id), \(Int64(position)), \(output.blinded))
                """)
        }
    }
}

extension MeltQuote {
    static let selection: SQL = """
        SELECT id, unit, amount, amount_msat, fee_reserve, request, payment_hash, expiry, created_at, state, preimage, \
        paid_at FROM melt_quote
        """

    static let changeSelection: SQL = """
        SELECT blind_signature.blinded, keyset_id, amount, signature, dleq_e, dleq_s
        FROM melt_change JOIN blind_signature ON blind_signature.blinded = melt_change.blinded
        """

    static func live(paymentHash: FixedBytes<32>, at now: UInt64) -> SQL {
        selection + " WHERE payment_hash = \(paymentHash) AND (state <> 'UNPAID' OR expiry >= \(now))"
    }

    /// A condition: the saga of `operation` stands, and is the one of the quote.
    static func served(by operation: OperationID) -> SQL {
        """
         AND EXISTS (
            SELECT 1 FROM saga WHERE saga.quote_id = melt_quote.id AND saga.operation_id = \(operation)
        )
        """
    }

    static func withoutChange(_ rows: [Row]) throws(StoreError) -> [MeltQuote] {
        var quotes: [MeltQuote] = []
        for row in rows { quotes.append(try MeltQuote(row: row, change: [])) }
        return quotes
    }

    init(row: Row, change: [SignedOutput]) throws(StoreError) {
        do throws(DatabaseError) {
            guard let state = State(rawValue: try row.text(9)) else { throw .unreadable("melt quote state") }
            self.init(
                id: try row.text(0), unit: try row.unit(1), amount: try row.unsigned(2),
                amountMsat: try row.unsigned(3), feeReserve: try row.unsigned(4), request: try row.text(5),
                paymentHash: try row.fixedBytes(6), expiry: try row.unsigned(7), createdAt: try row.unsigned(8),
                state: state, preimage: try row.isNull(10) ? nil : row.fixedBytes(10),
                paidAt: try row.optionalUnsigned(11), change: change.map(\.answer))
        } catch {
            throw .database(error)
        }
    }
}
