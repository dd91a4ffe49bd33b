internal import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

/// A payment that a mint quote was credited with. It is kept for ever under its payment hash, so that each is credited
/// once, whoever notices it and however often.
package struct CreditedPayment: Sendable, Equatable {
    package let paymentHash: FixedBytes<32>
    /// What arrived.
    package let amountMsat: UInt64
    /// What it is worth in the unit of the quote. 0 for less than one.
    package let amount: UInt64

    package init(paymentHash: FixedBytes<32>, amountMsat: UInt64, amount: UInt64) {
        self.paymentHash = paymentHash
        self.amountMsat = amountMsat
        self.amount = amount
    }
}

extension ReadTransaction {
    /// Those of the payments that were credited, to whichever quote.
    package borrowing func credited(_ hashes: [FixedBytes<32>]) throws(StoreError) -> Set<FixedBytes<32>> {
        if hashes.isEmpty { return [] }
        return try CreditedPayment.hashes(rows(CreditedPayment.known(hashes)))
    }
}

extension WriteTransaction {
    /// The same under lock, when the quote is locked.
    package mutating func credited(_ hashes: [FixedBytes<32>]) throws(StoreError) -> Set<FixedBytes<32>> {
        if hashes.isEmpty { return [] }
        return try CreditedPayment.hashes(rows(CreditedPayment.known(hashes)))
    }

    /// Adds those of the payments to what was paid of the quote that were never credited. Of a quote for an invoice
    /// this is for the payment of the invoice alone, which is credited once.
    /// - Returns: the quote as it is now.
    package mutating func credit(
        _ quote: consuming Locked<MintQuote>, _ payments: [CreditedPayment], at now: UInt64
    ) throws(StoreError) -> MintQuote {
        let quote = quote.value
        guard quote.method == .bolt12 || quote.state == .unpaid else { throw .conflict("an invoice is credited twice") }
        let fresh = try uncredited(payments)
        if fresh.isEmpty { return quote }
        let items = SQLRows(fresh.count)
            .column("hash", fresh.map(\.paymentHash))
            .column("unit_amount", fresh.map(\.amount))
            .column("msat", fresh.map(\.amountMsat))
        try insert(
            fresh.count,
            """
            INSERT INTO credited_payment (payment_hash, quote_id, amount, amount_msat, credited_at)
            SELECT hash, \(quote.id), unit_amount, msat, \(now) FROM \(items)
            """, refusal: .conflict("a payment is credited by somebody else"))
        guard let sum = Money.sum(fresh.map(\.amount)), let paid = Money.add(quote.amountPaid, sum) else {
            throw .conflict("the payments of a quote overflow")
        }
        if sum == 0 { return quote }
        try change(
            1, "mint quote paid",
            """
            UPDATE mint_quote SET amount_paid = \(paid), paid_at = \(now)
            WHERE id = \(quote.id) AND amount_paid = \(quote.amountPaid)
            """)
        try emit(.mintQuote(quote.id, .paid), at: now)
        return quote.credited(paid, at: now)
    }

    /// Each once, if it is reported twice.
    private mutating func uncredited(_ payments: [CreditedPayment]) throws(StoreError) -> [CreditedPayment] {
        var known = try credited(payments.map(\.paymentHash))
        return payments.filter { known.insert($0.paymentHash).inserted }
    }
}

extension CreditedPayment {
    fileprivate static func hashes(_ rows: [Row]) throws(StoreError) -> Set<FixedBytes<32>> {
        Set(try decode(rows) { (row) throws(DatabaseError) in try row.fixedBytes(0) })
    }

    fileprivate static func known(_ hashes: [FixedBytes<32>]) -> SQL {
        let items = SQLRows(hashes.count).column("hash", hashes)
        return "SELECT payment_hash FROM \(items) JOIN credited_payment ON credited_payment.payment_hash = item.hash"
    }
}
