package import Cashu
package import CashuCrypto
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

    package mutating func releaseOutputs(of operation: OperationID) throws(StoreError) {
        _ = try rows("DELETE FROM pending_output WHERE operation_id = \(operation)")
    }

    /// The outputs that `operation` reserved, in the order of its request.
    package mutating func outputs(of operation: OperationID) throws(StoreError) -> [BlindedMessage] {
        let rows = try rows(
            """
            SELECT amount, keyset_id, blinded FROM pending_output WHERE operation_id = \(operation) ORDER BY position
            """)
        return try decode(rows) { (row) throws(DatabaseError) in
            BlindedMessage(
                amount: try row.unsigned(0), keysetID: try row.keysetID(1), point: try row.publicKey(2))
        }
    }

    /// Stores signatures for good. The outputs of an operation that reserved them are given back in the same
    /// transaction, by `releaseOutputs(of:)`.
    package mutating func store(_ signed: [SignedOutput], of operation: OperationID, kind: OperationKind, at now: UInt64)
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
}
