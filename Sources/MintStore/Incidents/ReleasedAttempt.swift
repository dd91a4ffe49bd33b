package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

/// An attempt to pay that counts as failed, so that its inputs were given back. It is looked at for a while: should it
/// turn out to be paid after all, the mint has lost its amount.
package struct ReleasedAttempt: Sendable, Equatable {
    package let operation: OperationID
    package let quoteID: String
    package let paymentHash: FixedBytes<32>
    /// `SagaRow.paymentMark`
    package let paymentMark: AttemptMark
    /// What it was released for.
    package let reason: String
    package let releasedAt: UInt64

    package init(
        operation: OperationID, quoteID: String, paymentHash: FixedBytes<32>, paymentMark: AttemptMark, reason: String,
        releasedAt: UInt64
    ) {
        self.operation = operation
        self.quoteID = quoteID
        self.paymentHash = paymentHash
        self.paymentMark = paymentMark
        self.reason = reason
        self.releasedAt = releasedAt
    }
}

extension ReadTransaction {
    /// Those that are to be looked at by now.
    package borrowing func releasedAttempts(due now: UInt64, limit: UInt32) throws(StoreError) -> [ReleasedAttempt] {
        try decode(
            rows(ReleasedAttempt.selection + " WHERE look_at <= \(now) ORDER BY look_at LIMIT \(limit)"),
            ReleasedAttempt.init(row:))
    }
}

extension WriteTransaction {
    /// - Parameter next: when it is to be looked at.
    package mutating func watch(_ attempt: ReleasedAttempt, next: UInt64) throws(StoreError) {
        try change(
            1, "released attempt noted",
            """
            INSERT INTO released_attempt (operation_id, quote_id, payment_hash, payment_mark, payment_records, \
            reason, released_at, look_at)
            VALUES (\(attempt.operation), \(attempt.quoteID), \(attempt.paymentHash), \(attempt.paymentMark.value), \
            \(attempt.paymentMark.records), \(attempt.reason), \(attempt.releasedAt), \(next))
            """)
    }

    /// - Parameter next: when it is to be looked at again; `nil`: never.
    /// - Returns: whether it was still watched.
    package mutating func postpone(_ operation: OperationID, to next: UInt64?) throws(StoreError) -> Bool {
        do throws(DatabaseError) {
            guard let next else {
                return try execute("DELETE FROM released_attempt WHERE operation_id = \(operation)") == 1
            }
            return try execute(
                "UPDATE released_attempt SET look_at = \(next) WHERE operation_id = \(operation)") == 1
        } catch {
            throw .database(error)
        }
    }

    /// Whether the operation is one that was released, and not forgotten since.
    package mutating func isWatched(_ operation: OperationID) throws(StoreError) -> Bool {
        try !rows("SELECT 1 FROM released_attempt WHERE operation_id = \(operation)").isEmpty
    }

    /// Whether a melt other than the one that was released has paid for this hash, or is about to.
    package mutating func isServed(_ paymentHash: FixedBytes<32>) throws(StoreError) -> Bool {
        try !rows(
            "SELECT 1 FROM melt_quote WHERE payment_hash = \(paymentHash) AND state IN ('PENDING', 'PAID') LIMIT 1"
        ).isEmpty
    }
}

extension ReleasedAttempt {
    static let selection: SQL = """
        SELECT operation_id, quote_id, payment_hash, payment_mark, reason, released_at, payment_records
        FROM released_attempt
        """

    init(row: Row) throws(DatabaseError) {
        self.init(
            operation: OperationID(try row.fixedBytes(0)), quoteID: try row.text(1), paymentHash: try row.fixedBytes(2),
            paymentMark: AttemptMark(
                value: try row.unsigned(3), records: try row.isNull(6) ? nil : row.fixedBytes(6)),
            reason: try row.text(4), releasedAt: try row.unsigned(5))
    }
}
