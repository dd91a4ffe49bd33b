package import Cashu
internal import CashuStorage
package import Storage

// A proof is UNSPENT when it is in neither table, PENDING in `pending_proof`, SPENT in `proof`. Every transition names
// the operation that owns the rows.
extension WriteTransaction {
    /// UNSPENT → PENDING for all of them, or a refusal: 11002 when another operation holds one, 11001 when one is
    /// spent.
    ///
    /// The insertion comes first. Where transactions run side by side it waits for the operation that holds the proof,
    /// and only then is it certain that the look into `proof` sees what that operation left.
    package mutating func reserve(
        _ inputs: [MintInput], for operation: OperationID, kind: OperationKind
    ) throws(StoreError) {
        for input in inputs {
            let proof = input.proof
            try insert(
                """
                INSERT INTO pending_proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, \
                witness)
                VALUES (\(input.y), \(operation), \(kind.rawValue), \(proof.keysetID), \(proof.amount), \
                \(proof.secret.bytes), \(proof.signature), \(proof.witness))
                """, refusal: .refused(.proofsPending, "an input is being spent by another operation"))
        }
        for input in inputs where try !rows("SELECT 1 FROM proof WHERE y = \(input.y)").isEmpty {
            throw .refused(.proofsAlreadySpent, "an input is already spent")
        }
    }

    /// PENDING → SPENT for the `count` proofs of `operation`.
    package mutating func spendReserved(_ count: Int, by operation: OperationID, at now: UInt64) throws(StoreError) {
        try change(
            count, "proofs spent",
            """
            INSERT INTO proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, witness, spent_at)
            SELECT y, operation_id, operation_kind, keyset_id, amount, secret, signature, witness, \(now)
            FROM pending_proof WHERE operation_id = \(operation)
            """)
        try change(
            count, "proofs no longer pending", "DELETE FROM pending_proof WHERE operation_id = \(operation)")
    }

    /// PENDING → SPENT for whatever `operation` still holds.
    package mutating func spendAllReserved(by operation: OperationID, at now: UInt64) throws(StoreError) {
        let count = try rows("SELECT 1 FROM pending_proof WHERE operation_id = \(operation)").count
        try spendReserved(count, by: operation, at: now)
    }

    /// PENDING → UNSPENT for all proofs of `operation`. None at all is a conflict: whatever holds proofs holds one.
    package mutating func releaseReserved(by operation: OperationID) throws(StoreError) {
        let affected: Int
        do throws(DatabaseError) {
            affected = try execute("DELETE FROM pending_proof WHERE operation_id = \(operation)")
        } catch {
            throw .database(error)
        }
        guard affected > 0 else { throw .conflict("proofs released: none") }
    }
}
