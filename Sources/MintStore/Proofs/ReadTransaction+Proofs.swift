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

extension ReadTransaction {
    /// One answer for each point, in their order, a repeated point answered repeatedly.
    package borrowing func states(of points: [PublicKey]) throws(StoreError) -> [ProofStateAnswer] {
        var answers: [ProofStateAnswer] = []
        answers.reserveCapacity(points.count)
        for y in points {
            // `proof` first: within one snapshot a proof is in at most one of the two.
            if let spent = try rows("SELECT witness FROM proof WHERE y = \(y)").first {
                let witness: String?
                do { witness = try spent.optionalText(0) } catch { throw .database(error) }
                answers.append(ProofStateAnswer(y: y, state: .spent, witness: witness))
            } else {
                let isPending = try !rows("SELECT 1 FROM pending_proof WHERE y = \(y)").isEmpty
                answers.append(ProofStateAnswer(y: y, state: isPending ? .pending : .unspent, witness: nil))
            }
        }
        return answers
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
