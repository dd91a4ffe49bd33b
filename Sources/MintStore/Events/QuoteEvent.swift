package import Cashu
internal import CashuStorage
package import Storage

/// What happened to a quote, written in the transaction that did it and read after its commit: an outbox. So nobody
/// hears of what did not take place, and what took place is heard of even if whoever did it dies before telling.
package struct QuoteEvent: Sendable, Equatable {
    package enum Change: Sendable, Equatable {
        case mintQuote(String, MintQuote.State)
        /// With the operation that did it.
        case meltQuote(String, MeltQuote.State, by: OperationID)
    }

    /// Grows, but not in the order of commits: a smaller one may appear after a larger one.
    package let number: Int64
    package let change: Change
    /// The process that wrote it.
    package let owner: Int64
    package let createdAt: UInt64

    /// Wakes those who read events.
    package static let notice = Notice(topic: "event", subject: "quote")
}

extension ReadTransaction {
    /// Those with larger numbers, in their order. A row that cannot be read is an error of its own and hides no other.
    package borrowing func events(
        after number: Int64, limit: UInt32
    ) throws(StoreError) -> [Result<QuoteEvent, DatabaseError>] {
        try rows(
            """
            SELECT number, kind, quote_id, state, operation_id, owner, created_at FROM event
            WHERE number > \(number) ORDER BY number LIMIT \(limit)
            """
        ).map { row in Result { () throws(DatabaseError) in try QuoteEvent(row: row) } }
    }

    /// The largest number so far; 0 when there is none.
    package borrowing func lastEvent() throws(StoreError) -> Int64 {
        try decode(rows("SELECT COALESCE(MAX(number), 0) FROM event")) { (row) throws(DatabaseError) in
            try row.integer(0)
        }.first ?? 0
    }
}

extension WriteTransaction {
    /// - Throws: `.database` only.
    package mutating func emit(_ change: QuoteEvent.Change, at now: UInt64) throws(StoreError) {
        let row = change.row
        try self.change(
            1, "event written",
            """
            INSERT INTO event (kind, quote_id, state, operation_id, owner, created_at)
            VALUES (\(row.kind.rawValue), \(row.quoteID), \(row.state), \(row.operation), \(owner), \(now))
            """)
        do { try notify(QuoteEvent.notice) } catch { throw .database(error) }
    }

    /// Deletes what everybody has read. The newest stays: SQLite would give the numbers of an empty table again, and
    /// those who read on from the last one they saw would miss what happens next.
    package mutating func deleteEvents(before time: UInt64) throws(StoreError) {
        _ = try rows(
            "DELETE FROM event WHERE created_at < \(time) AND number < (SELECT MAX(number) FROM event)")
    }
}

extension QuoteEvent.Change {
    fileprivate var row: (kind: OperationKind, quoteID: String, state: String, operation: OperationID?) {
        switch self {
        case .mintQuote(let id, let state): (.mint, id, state.rawValue, nil)
        case .meltQuote(let id, let state, let operation): (.melt, id, state.rawValue, operation)
        }
    }
}

extension QuoteEvent {
    init(row: Row) throws(DatabaseError) {
        let (kind, id, state) = (OperationKind(rawValue: try row.integer(1)), try row.text(2), try row.text(3))
        switch kind {
        case .mint:
            guard let state = MintQuote.State(rawValue: state) else { throw .unreadable("event state") }
            change = .mintQuote(id, state)
        case .melt:
            guard let state = MeltQuote.State(rawValue: state) else { throw .unreadable("event state") }
            change = .meltQuote(id, state, by: OperationID(try row.fixedBytes(4)))
        case .swap, nil: throw .unreadable("event kind")
        }
        number = try row.integer(0)
        owner = try row.integer(5)
        createdAt = try row.unsigned(6)
    }
}
