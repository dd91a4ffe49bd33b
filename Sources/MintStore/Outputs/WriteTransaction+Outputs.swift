package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

// A blinded message is reserved in `pending_output` and signed in `blind_signature`; its point can be in one of them,
// once, for ever.
extension WriteTransaction {
    /// Reserves outputs until they are signed or released: 11004 when another operation holds one, 11003 when one was
    /// ever signed. The order of the two looks is explained at `reserve(_:for:kind:)`.
    package mutating func reserve(_ outputs: [BlindedMessage], for operation: OperationID) throws(StoreError) {
        for (position, output) in outputs.enumerated() {
            try insert(
                """
                INSERT INTO pending_output (blinded, operation_id, position, keyset_id, amount)
                VALUES (\(output.point), \(operation), \(Int64(position)), \(output.keysetID), \(output.amount))
                """, refusal: .refused(.outputsPending, "an output is being signed by another operation"))
        }
        for output in outputs {
            let signed = try rows("SELECT 1 FROM blind_signature WHERE blinded = \(output.point)")
            if !signed.isEmpty { throw .refused(.outputsAlreadySigned, "an output is already signed") }
        }
    }

    /// Gives up the `count` outputs of `operation`, which are signed in the same transaction.
    package mutating func takeReserved(outputs count: Int, of operation: OperationID) throws(StoreError) {
        try change(
            count, "outputs no longer pending", "DELETE FROM pending_output WHERE operation_id = \(operation)")
    }

    /// Gives up all outputs of `operation`.
    package mutating func releaseOutputs(of operation: OperationID) throws(StoreError) {
        _ = try rows("DELETE FROM pending_output WHERE operation_id = \(operation)")
    }

    /// Stores signatures for good. An operation that reserved the outputs gives them up in the same transaction.
    package mutating func store(
        _ signed: [SignedOutput], of operation: OperationID, kind: OperationKind, at now: UInt64
    )
        throws(StoreError)
    {
        for (position, output) in signed.enumerated() {
            try insert(
                """
                INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, \
                signature, dleq_e, dleq_s, signed_at)
                VALUES (\(output.blinded), \(operation), \(kind.rawValue), \(Int64(position)), \(output.keysetID), \
                \(output.amount), \(output.signature), \(output.proof.e), \(output.proof.s), \(now))
                """, refusal: .refused(.outputsAlreadySigned, "an output is already signed"))
        }
    }

    /// For an operation that signs without reserving (mint): 11004 when a running operation holds an output.
    package mutating func refuseReserved(_ outputs: [BlindedMessage]) throws(StoreError) {
        for output in outputs {
            let held = try rows("SELECT 1 FROM pending_output WHERE blinded = \(output.point)")
            if !held.isEmpty { throw .refused(.outputsPending, "an output is being signed by another operation") }
        }
    }

    /// Which of `points` carry signatures that `operation` stored: how an operation whose COMMIT did not answer learns
    /// what became of it.
    package mutating func signatures(
        on points: [PublicKey], by operation: OperationID
    ) throws(StoreError) -> [SignedOutput] {
        var found: [SignedOutput] = []
        for point in points {
            let rows = try rows(
                SignedOutput.selection + " WHERE blinded = \(point) AND operation_id = \(operation)")
            found += try decode(rows, SignedOutput.init(row:))
        }
        return found
    }

    /// Whether an output that `operation` still holds is signed. The transaction that signs also gives outputs back,
    /// so this only ever says yes where somebody else has written into the database.
    package mutating func holdsSignedOutput(_ operation: OperationID) throws(StoreError) -> Bool {
        try !rows(
            """
            SELECT 1 FROM pending_output JOIN blind_signature ON blind_signature.blinded = pending_output.blinded
            WHERE pending_output.operation_id = \(operation) LIMIT 1
            """
        ).isEmpty
    }
}
