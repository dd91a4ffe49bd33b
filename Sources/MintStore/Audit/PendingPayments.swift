package import Cashu
internal import CashuStorage
package import Storage

/// The melts of one unit whose payment may have been ordered, and is not in the books yet.
package struct PendingPayments: Sendable, Equatable {
    package let unit: CurrencyUnit
    package let count: UInt64
    /// What may have left the node for them, in the unit: amounts and fee reserves.
    package let amount: UInt64
    /// Unix seconds, when the oldest was ordered or its outcome noted.
    package let oldest: UInt64
}

extension ReadTransaction {
    /// One for each unit that has any.
    package borrowing func pendingPayments() throws(StoreError) -> [PendingPayments] {
        let kind = OperationKind.melt.rawValue
        let setUp = SagaState.setupComplete.rawValue
        return try decode(
            rows(
                """
                SELECT melt_quote.unit, COUNT(*), CAST(SUM(melt_quote.amount + melt_quote.fee_reserve) AS BIGINT), \
                MIN(saga.updated_at)
                FROM saga JOIN melt_quote ON melt_quote.id = saga.quote_id
                WHERE saga.kind = \(kind) AND saga.state <> \(setUp)
                GROUP BY melt_quote.unit ORDER BY melt_quote.unit
                """)
        ) { (row) throws(DatabaseError) in
            PendingPayments(
                unit: try row.unit(0), count: try row.unsigned(1), amount: try row.unsigned(2),
                oldest: try row.unsigned(3))
        }
    }
}
