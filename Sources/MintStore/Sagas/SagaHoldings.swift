package import Storage

/// What is reserved in the name of an operation.
package struct SagaHoldings: Sendable, Equatable {
    package let inputs: UInt64
    package let inputAmount: UInt64
    package let outputs: UInt64
    package let outputAmount: UInt64
    /// Of its outputs, those that it has signed: none, unless somebody else has written into the database.
    package let signedOutputs: UInt64
    /// Whether the quote that the row names is pending.
    package let holdsQuote: Bool

    package var areNone: Bool { inputs == 0 && outputs == 0 && !holdsQuote }
}

extension ReadTransaction {
    package borrowing func holdings(of saga: RawSaga) throws(StoreError) -> SagaHoldings {
        let (operation, quote) = (saga.operation, saga.quoteID ?? "")
        let found = try decode(
            rows(
                """
                SELECT
                    (SELECT COUNT(*) FROM pending_proof WHERE operation_id = \(operation)),
                    (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pending_proof
                        WHERE operation_id = \(operation)),
                    (SELECT COUNT(*) FROM pending_output WHERE operation_id = \(operation)),
                    (SELECT CAST(COALESCE(SUM(amount), 0) AS BIGINT) FROM pending_output
                        WHERE operation_id = \(operation)),
                    (SELECT COUNT(*) FROM pending_output JOIN blind_signature
                        ON blind_signature.blinded = pending_output.blinded
                            AND blind_signature.operation_id = pending_output.operation_id
                        WHERE pending_output.operation_id = \(operation)),
                    (SELECT COUNT(*) FROM melt_quote WHERE id = \(quote) AND state = 'PENDING')
                """), SagaHoldings.init(row:))
        guard let holdings = found.first else { throw .conflict("no count of what is held") }
        return holdings
    }
}

extension SagaHoldings {
    fileprivate init(row: Row) throws(DatabaseError) {
        self.init(
            inputs: try row.unsigned(0), inputAmount: try row.unsigned(1), outputs: try row.unsigned(2),
            outputAmount: try row.unsigned(3), signedOutputs: try row.unsigned(4),
            holdsQuote: try row.integer(5) > 0)
    }
}
