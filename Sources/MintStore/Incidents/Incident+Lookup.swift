package import Cashu
internal import CashuStorage
package import Storage

extension ReadTransaction {
    /// All that are open, however old, and the `count` newest; the newest first.
    package borrowing func openAndRecentIncidents(_ count: Int64 = 1_000) throws(StoreError) -> [Incident] {
        try decode(
            rows(
                Incident.selection
                    + """
                     WHERE resolved_at IS NULL OR number > (SELECT COALESCE(MAX(number), 0) FROM incident) - \(count)
                    ORDER BY number DESC
                    """), Incident.init(row:))
    }

    /// What happened to an operation, the oldest first.
    package borrowing func incidents(of operation: OperationID) throws(StoreError) -> [Incident] {
        try decode(
            rows(Incident.selection + " WHERE operation_id = \(operation) ORDER BY number"), Incident.init(row:))
    }
}

extension WriteTransaction {
    /// `nil` when there is none of this number.
    package mutating func incident(_ number: Int64) throws(StoreError) -> Incident? {
        try decode(rows(Incident.selection + " WHERE number = \(number)"), Incident.init(row:)).first
    }
}
