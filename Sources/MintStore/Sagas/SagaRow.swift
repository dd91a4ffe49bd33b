package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

/// Where a saga stands. A row exists only while its operation is incomplete; what it owns is found by its id. Which
/// state follows which: `StateTables.saga`.
package enum SagaState: Int64, Sendable, CaseIterable {
    /// Inputs and outputs are reserved.
    case setupComplete = 1
    /// Melt: written before the backend is asked to pay. Undone only after a confirmed failure, or once nobody can have
    /// paid.
    case paymentAttempted = 2
    /// Melt: paid, and the result is in this row.
    case finalizing = 3
}

package struct SagaRow: Sendable, Equatable {
    package let operation: OperationID
    package let kind: OperationKind
    package let state: SagaState
    /// Melt: the quote it serves.
    package let quoteID: String?
    /// Melt, once finalizing: the proof of payment (`nil` when it was settled within this mint) and its cost.
    package let preimage: FixedBytes<32>?
    package let spentMsat: UInt64?
    /// Melt, once the backend may have been asked to pay: how far its node had counted payments before.
    package let paymentMark: AttemptMark?
    /// The process that works on it: `Database.owner`.
    package let owner: Int64
    /// How often it was written: 1 when it began. With the owner it is the fence, `hold`.
    package let version: Int64
    package let createdAt: UInt64
    /// When it came into its present state.
    package let updatedAt: UInt64

    package var hold: SagaHold { SagaHold(operation: operation, version: version) }

    /// Whether nobody has written it since it was held.
    package func isHeld(_ hold: SagaHold, by owner: Int64) -> Bool { self.hold == hold && self.owner == owner }
}

extension ReadTransaction {
    /// Every incomplete operation, oldest first. A row that cannot be read is an error of its own and hides no other.
    package borrowing func sagas() throws(StoreError) -> [Result<SagaRow, DatabaseError>] {
        try rows(SagaRow.selection + " ORDER BY created_at, operation_id").map { row in
            Result { () throws(DatabaseError) in try SagaRow(row: row) }
        }
    }

    /// `nil` when the operation is over.
    package borrowing func saga(_ operation: OperationID) throws(StoreError) -> SagaRow? {
        try decode(rows(SagaRow.selection + " WHERE operation_id = \(operation)"), SagaRow.init(row:)).first
    }

    /// The incomplete melt of a quote.
    package borrowing func saga(meltQuote id: String) throws(StoreError) -> SagaRow? {
        guard MintQuote.isPossible(id) else { return nil }
        return try decode(rows(SagaRow.selection + " WHERE quote_id = \(id)"), SagaRow.init(row:)).first
    }
}

extension WriteTransaction {
    /// - Throws: 11002 for a swap and 20005 for a melt when the same one is already there.
    @discardableResult
    package mutating func beginSaga(
        _ operation: OperationID, kind: OperationKind, quoteID: String? = nil, at now: UInt64
    ) throws(StoreError) -> SagaHold {
        let hold = SagaHold.first(operation)
        try insert(
            1,
            """
            INSERT INTO saga (operation_id, kind, state, quote_id, owner, version, created_at, updated_at)
            VALUES (\(operation), \(kind.rawValue), \(SagaState.setupComplete.rawValue), \(quoteID), \(owner), \
            \(hold.version), \(now), \(now))
            """,
            refusal: quoteID == nil
                ? .refused(.proofsPending, StoreError.sameRequest)
                : .refused(.quotePending, "another request is being served for this quote"))
        return hold
    }

    /// The row, which no other transaction changes until this one ends; `nil` when the operation is over.
    package mutating func lockSaga(_ operation: OperationID) throws(StoreError) -> Locked<SagaRow>? {
        try locked(SagaRow.selection + " WHERE operation_id = \(operation)", SagaRow.init(row:))
    }

    /// Whether the process that owned sagas has ended, as `hasEnded(owner:)` says.
    package mutating func isAbandoned(by owner: Int64) throws(StoreError) -> Bool {
        do { return try hasEnded(owner: owner) } catch { throw .database(error) }
    }

    /// Makes this process the owner of an operation whose owner has ended. From then on, whatever its owner still
    /// tries finds the row in other hands.
    /// - Returns: `nil` while its owner lives.
    package mutating func takeOver(_ saga: borrowing Locked<SagaRow>) throws(StoreError) -> SagaHold? {
        let row = saga.value
        if row.owner == owner { return row.hold }
        guard try isAbandoned(by: row.owner) else { return nil }
        let next = row.hold.next
        try change(
            1, "saga taken over",
            "UPDATE saga SET owner = \(owner), version = \(next.version) WHERE" + row.hold.isCurrent(of: row.owner))
        return next
    }

    /// - Parameter paymentMark: with paymentAttempted.
    /// - Throws: `.conflict` also for `.finalizing`, to which only a settlement leads.
    @discardableResult
    package mutating func advanceSaga(
        _ hold: SagaHold, from state: SagaState, to next: SagaState, paymentMark: AttemptMark? = nil, at now: UInt64
    ) throws(StoreError) -> SagaHold {
        guard next != .finalizing else { throw .conflict("a saga finalizes with what was paid") }
        try StateTables.saga.check(state, next)
        try change(
            1, "saga advanced",
            """
            UPDATE saga SET state = \(next.rawValue), payment_mark = \(paymentMark?.value), \
            payment_records = \(paymentMark?.records), version = \(hold.next.version), updated_at = \(now)
            WHERE state = \(state.rawValue) AND
            """ + hold.isCurrent(of: owner))
        return hold.next
    }

    /// paymentAttempted → finalizing after a payment, or setupComplete → finalizing after a settlement within this
    /// mint, with what was paid.
    @discardableResult
    package mutating func recordSettlement(
        _ hold: SagaHold, from state: SagaState, preimage: FixedBytes<32>?, spentMsat: UInt64, at now: UInt64
    ) throws(StoreError) -> SagaHold {
        try StateTables.saga.check(state, .finalizing)
        try change(
            1, "settlement recorded",
            """
            UPDATE saga SET state = \(SagaState.finalizing.rawValue), preimage = \(preimage), \
            spent_msat = \(spentMsat), version = \(hold.next.version), updated_at = \(now)
            WHERE state = \(state.rawValue) AND
            """ + hold.isCurrent(of: owner))
        return hold.next
    }

    /// The end of the operation. That the row was still there is what proves that nobody else ended it.
    package mutating func endSaga(_ hold: SagaHold, in state: SagaState) throws(StoreError) {
        try change(
            1, "saga ended",
            "DELETE FROM saga WHERE state = \(state.rawValue) AND" + hold.isCurrent(of: owner))
    }
}

extension SagaRow {
    static let selection: SQL = """
        SELECT operation_id, kind, state, quote_id, preimage, spent_msat, owner, version, created_at, updated_at, \
        payment_mark, payment_records FROM saga
        """

    init(row: Row) throws(DatabaseError) {
        guard let kind = OperationKind(rawValue: try row.integer(1)) else { throw .unreadable("saga kind") }
        guard let state = SagaState(rawValue: try row.integer(2)) else { throw .unreadable("saga state") }
        self.init(
            operation: OperationID(try row.fixedBytes(0)), kind: kind, state: state, quoteID: try row.optionalText(3),
            preimage: try row.isNull(4) ? nil : row.fixedBytes(4), spentMsat: try row.optionalUnsigned(5),
            paymentMark: try AttemptMark(row: row), owner: try row.integer(6), version: try row.integer(7),
            createdAt: try row.unsigned(8), updatedAt: try row.unsigned(9))
    }
}

extension AttemptMark {
    fileprivate init?(row: Row) throws(DatabaseError) {
        guard let value = try row.optionalUnsigned(10) else { return nil }
        self.init(value: value, records: try row.isNull(11) ? nil : row.fixedBytes(11))
    }
}
