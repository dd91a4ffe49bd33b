package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

/// The answer to NUT-07 for one point.
package struct ProofStateAnswer: Sendable, Equatable {
    package let y: PublicKey
    package let state: ProofState
    /// What satisfied the spending condition, for a spent proof that had one.
    package let witness: String?

    package init(y: PublicKey, state: ProofState, witness: String?) {
        self.y = y
        self.state = state
        self.witness = witness
    }
}

extension ProofStateAnswer {
    /// Columns: whether it is spent, whether it is pending, witness.
    fileprivate init(y: PublicKey, row: Row) throws(DatabaseError) {
        let isSpent = try row.integer(0) != 0
        let state: ProofState = isSpent ? .spent : try row.integer(1) != 0 ? .pending : .unspent
        self.init(y: y, state: state, witness: try row.optionalUTF8(2))
    }
}

extension ReadTransaction {
    /// One answer for each point, in their order, a repeated point answered repeatedly.
    package borrowing func states(of points: [PublicKey]) throws(StoreError) -> [ProofStateAnswer] {
        let items = SQLRows(numbering: points).column("y", points)
        let found = try rows(
            """
            SELECT proof.y IS NOT NULL, pending_proof.y IS NOT NULL, proof.witness
            FROM \(items) LEFT JOIN proof ON proof.y = item.y LEFT JOIN pending_proof ON pending_proof.y = item.y
            ORDER BY item.position
            """)
        guard found.count == points.count else { throw .conflict("\(found.count) states of \(points.count) proofs") }
        do throws(DatabaseError) {
            var answers: [ProofStateAnswer] = []
            answers.reserveCapacity(points.count)
            for (y, row) in zip(points, found) { answers.append(try ProofStateAnswer(y: y, row: row)) }
            return answers
        } catch {
            throw .database(error)
        }
    }

    /// The proofs that `operation` holds.
    package borrowing func reserved(by operation: OperationID) throws(StoreError) -> [ReservedProof] {
        try decode(
            rows("SELECT keyset_id, amount FROM pending_proof WHERE operation_id = \(operation) ORDER BY y"),
            ReservedProof.init(row:))
    }
}

/// What a proof that an operation holds is worth.
package struct ReservedProof: Sendable {
    package let keysetID: KeysetID
    package let amount: UInt64

    init(row: Row) throws(DatabaseError) {
        keysetID = try row.keysetID(0)
        amount = try row.unsigned(1)
    }
}
