package import Cashu
internal import CashuCrypto
internal import CashuStorage
package import Storage

// A proof is UNSPENT when it is in neither table, PENDING in `pending_proof`, SPENT in `proof`. Every transition names
// the operation that owns the rows; `StateTables.proof` has them all.
extension WriteTransaction {
    /// UNSPENT → PENDING for all of them, or a refusal: 11002 when another operation holds one, 11001 when one is
    /// spent.
    ///
    /// The insertion comes first. Where transactions run side by side it waits for the operation that holds the proof,
    /// and only then is it certain that the look into `proof` sees what that operation left. Two operations that want
    /// several of the same proofs wait for each other in one order, that of Y, and so never in a circle.
    package mutating func reserve(
        _ inputs: [MintInput], for operation: OperationID, kind: OperationKind, at now: UInt64
    ) throws(StoreError) {
        let inputs = inputs.sorted { $0.y.bytes < $1.y.bytes }
        let ys = SQLRows(inputs.count).column("y", inputs.map(\.y))
        let items =
            ys
            .column("keyset_id", inputs.map(\.proof.keysetID))
            .column("amount", inputs.map(\.proof.amount))
            .column("secret", inputs.map(\.proof.secret.bytes))
            .column("signature", inputs.map(\.proof.signature))
            .column("witness", inputs.map { $0.proof.witness.map { Array($0.utf8) } })
        try insert(
            inputs.count,
            """
            INSERT INTO pending_proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, witness, \
            created_at)
            SELECT y, \(operation), \(kind.rawValue), keyset_id, amount, secret, signature, witness, \(now)
            FROM \(items)
            """, refusal: .refused(.proofsPending, "an input is being spent by another operation"))
        let spent = try rows("SELECT 1 FROM \(ys) JOIN proof ON proof.y = item.y LIMIT 1")
        guard spent.isEmpty else { throw .refused(.proofsAlreadySpent, "an input is already spent") }
    }

    /// PENDING → SPENT for the `count` proofs of `operation`.
    package mutating func spendReserved(_ count: Int, by operation: OperationID, at now: UInt64) throws(StoreError) {
        try change(
            count, "proofs spent",
            """
            INSERT INTO proof (y, operation_id, operation_kind, keyset_id, amount, secret, signature, witness, \
            created_at, spent_at)
            SELECT y, operation_id, operation_kind, keyset_id, amount, secret, signature, witness, created_at, \(now)
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
