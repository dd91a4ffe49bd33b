package import Cashu
internal import CashuStorage
package import Storage

/// Something that must not happen and did, or that an operator did by hand. It stays in the database for good.
package struct Incident: Sendable, Equatable {
    package enum Kind: String, Sendable, CaseIterable {
        /// A payment succeeded after its inputs were given back: the mint has paid for nothing.
        case latePayment = "LATE_PAYMENT"
        /// A payment cost more than was reserved for it.
        case overspent = "OVERSPENT"
        /// The books do not balance.
        case conservation = "CONSERVATION"
        /// An operator ended an operation. Recorded as resolved.
        case manual = "MANUAL"
    }

    package let number: Int64
    package let report: Report
    package let recordedAt: UInt64
    /// When an operator said that it is dealt with, and in which words.
    package let resolution: Resolution?

    /// What is written down when it happens.
    package struct Report: Sendable, Equatable {
        package let kind: Kind
        /// The payment backend whose melts stop until it is resolved; `nil` for all of them.
        package let backend: String?
        package let operation: OperationID?
        package let quoteID: String?
        /// For the operator.
        package let detail: String

        package init(
            _ kind: Kind, backend: String?, operation: OperationID? = nil, quoteID: String? = nil, detail: String
        ) {
            self.kind = kind
            self.backend = backend
            self.operation = operation
            self.quoteID = quoteID
            self.detail = detail
        }
    }

    package struct Resolution: Sendable, Equatable {
        package let at: UInt64
        package let reason: String

        package init(at: UInt64, reason: String) {
            self.at = at
            self.reason = reason
        }
    }
}

extension ReadTransaction {
    /// All of them, the newest first.
    package borrowing func incidents(limit: UInt32 = 1_000) throws(StoreError) -> [Incident] {
        try decode(rows(Incident.selection + " ORDER BY number DESC LIMIT \(limit)"), Incident.init(row:))
    }

    /// The oldest open incident because of which nothing is to be melted through this backend.
    package borrowing func incident(stoppingMeltsOf backend: String) throws(StoreError) -> Incident? {
        try decode(rows(Incident.stoppingMelts(of: backend)), Incident.init(row:)).first
    }
}

extension WriteTransaction {
    /// The same, for a decision that is written down in this transaction.
    package mutating func incident(stoppingMeltsOf backend: String) throws(StoreError) -> Incident? {
        try decode(rows(Incident.stoppingMelts(of: backend)), Incident.init(row:)).first
    }

    /// - Parameter resolution: for what needs no further thought.
    package mutating func record(
        _ report: Incident.Report, at now: UInt64, resolution: String? = nil
    ) throws(StoreError) {
        try change(
            1, "incident recorded",
            """
            INSERT INTO incident (kind, backend, operation_id, quote_id, detail, recorded_at, resolved_at, resolution)
            VALUES (\(report.kind.rawValue), \(report.backend), \(report.operation), \(report.quoteID), \
            \(report.detail), \(now), \(resolution == nil ? nil : now), \(resolution))
            """)
    }

    /// The same, unless one of its kind is open.
    /// - Returns: whether it is new.
    package mutating func recordOnce(_ report: Incident.Report, at now: UInt64) throws(StoreError) -> Bool {
        let open = try rows(
            "SELECT 1 FROM incident WHERE resolved_at IS NULL AND kind = \(report.kind.rawValue) LIMIT 1")
        guard open.isEmpty else { return false }
        try record(report, at: now)
        return true
    }

    /// - Throws: `.conflict` when there is no such incident, or it is resolved.
    package mutating func resolve(incident number: Int64, reason: String, at now: UInt64) throws(StoreError) {
        try change(
            1, "incident resolved",
            """
            UPDATE incident SET resolved_at = \(now), resolution = \(reason)
            WHERE number = \(number) AND resolved_at IS NULL
            """)
    }
}

extension Incident {
    static let selection: SQL = """
        SELECT number, kind, backend, operation_id, quote_id, detail, recorded_at, resolved_at, resolution FROM incident
        """

    static func stoppingMelts(of backend: String) -> SQL {
        selection + """
             WHERE resolved_at IS NULL AND (backend IS NULL OR backend = \(backend)) ORDER BY number LIMIT 1
            """
    }

    init(row: Row) throws(DatabaseError) {
        guard let kind = Kind(rawValue: try row.text(1)) else { throw .unreadable("incident kind") }
        number = try row.integer(0)
        report = Report(
            kind, backend: try row.optionalText(2),
            operation: try row.isNull(3) ? nil : OperationID(row.fixedBytes(3)), quoteID: try row.optionalText(4),
            detail: try row.text(5))
        recordedAt = try row.unsigned(6)
        resolution = try row.isNull(7) ? nil : Resolution(at: row.unsigned(7), reason: row.text(8))
    }
}
