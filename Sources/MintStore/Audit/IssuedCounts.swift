package import Cashu
internal import CashuStorage
package import Storage

/// How many outputs of one amount carry a signature of one keyset.
package struct IssuedCount: Sendable, Hashable {
    package let keysetID: KeysetID
    package let amount: UInt64
    package let outputs: UInt64
}

extension ReadTransaction {
    /// Of every key that has signed. Reads every signature.
    package borrowing func issuedCounts() throws(StoreError) -> [IssuedCount] {
        try decode(rows("SELECT keyset_id, amount, COUNT(*) FROM blind_signature GROUP BY keyset_id, amount")) {
            (row) throws(DatabaseError) in
            IssuedCount(keysetID: try row.keysetID(0), amount: try row.unsigned(1), outputs: try row.unsigned(2))
        }
    }
}

extension WriteTransaction {
    /// The number of the last completed operation, 0 when there is none. It never goes back, unless the database does.
    package mutating func lastOperationNumber() throws(StoreError) -> UInt64 {
        let last = try decode(rows("SELECT COALESCE(MAX(number), 0) FROM completed_operation")) {
            (row) throws(DatabaseError) in try row.unsigned(0)
        }.first
        guard let last else { throw .conflict("no number of the last operation") }
        return last
    }
}
