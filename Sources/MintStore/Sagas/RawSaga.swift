internal import CashuStorage
package import Storage

/// A row of `saga` as it stands, whatever it says: for an operator who looks at one that cannot be read as a saga.
package struct RawSaga: Sendable, Equatable {
    /// The id of the operation; no UUID when somebody else wrote the row.
    package let operation: [UInt8]
    package let kind: Int64?
    package let state: Int64?
    package let quoteID: String?
    package let owner: Int64?
    package let version: Int64?
    package let createdAt: Int64?
    package let updatedAt: Int64?

    init(row: Row) {
        operation = (try? row.bytes(0)) ?? []
        kind = try? row.integer(1)
        state = try? row.integer(2)
        quoteID = try? row.text(3)
        owner = try? row.integer(6)
        version = try? row.integer(7)
        createdAt = try? row.integer(8)
        updatedAt = try? row.integer(9)
    }
}

/// A row of `saga` in both readings.
package struct StoredSaga: Sendable {
    package let raw: RawSaga
    package let row: Result<SagaRow, DatabaseError>

    init(row: Row) {
        raw = RawSaga(row: row)
        self.row = Result { () throws(DatabaseError) in try SagaRow(row: row) }
    }
}

extension ReadTransaction {
    /// Every row, oldest first.
    package borrowing func storedSagas() throws(StoreError) -> [StoredSaga] {
        try rows(SagaRow.selection + " ORDER BY created_at, operation_id").map(StoredSaga.init(row:))
    }

    /// `nil` when there is none of this id.
    package borrowing func storedSaga(_ operation: [UInt8]) throws(StoreError) -> StoredSaga? {
        try rows(SagaRow.selection + " WHERE operation_id = \(operation)").first.map(StoredSaga.init(row:))
    }
}

extension WriteTransaction {
    /// Deletes a row of which nobody can make anything.
    /// - Throws: `.conflict` when it has changed, or anything is reserved in its name.
    package mutating func discard(_ saga: RawSaga) throws(StoreError) {
        guard let owner = saga.owner, let version = saga.version else { throw .conflict("a saga without a version") }
        try change(
            1, "saga discarded",
            """
            DELETE FROM saga WHERE operation_id = \(saga.operation) AND owner = \(owner) AND version = \(version)
                AND NOT EXISTS (SELECT 1 FROM pending_proof WHERE pending_proof.operation_id = saga.operation_id)
                AND NOT EXISTS (SELECT 1 FROM pending_output WHERE pending_output.operation_id = saga.operation_id)
                AND NOT EXISTS (
                    SELECT 1 FROM melt_quote WHERE melt_quote.id = saga.quote_id AND melt_quote.state = 'PENDING'
                )
            """)
    }

    /// Whether there is a row of this id.
    package mutating func hasSaga(_ operation: [UInt8]) throws(StoreError) -> Bool {
        try !rows("SELECT 1 FROM saga WHERE operation_id = \(operation)").isEmpty
    }
}
