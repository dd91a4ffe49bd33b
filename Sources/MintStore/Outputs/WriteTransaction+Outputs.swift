package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

// A blinded message is reserved in `pending_output` and signed in `blind_signature`; its point can be signed once, for
// ever.
extension WriteTransaction {
    /// Reserves outputs until they are signed or released: 11004 when another operation holds one, 11003 when one was
    /// ever signed. The order of the two looks, and of the outputs, is explained at `reserve(_:for:kind:at:)`.
    package mutating func reserve(
        _ outputs: [BlindedMessage], for operation: OperationID, kind: OperationKind, at now: UInt64
    ) throws(StoreError) {
        let outputs = outputs.enumerated().sorted { $0.element.point.bytes < $1.element.point.bytes }
        let points = SQLRows(outputs.count).column("point", outputs.map(\.element.point))
        let items =
            points
            .column("position", outputs.map { Int64($0.offset) })
            .column("keyset_id", outputs.map(\.element.keysetID))
            .column("amount", outputs.map(\.element.amount))
        try insert(
            outputs.count,
            """
            INSERT INTO pending_output (blinded, operation_id, operation_kind, position, keyset_id, amount, created_at)
            SELECT point, \(operation), \(kind.rawValue), position, keyset_id, amount, \(now) FROM \(items)
            """, refusal: .refused(.outputsPending, "an output is being signed by another operation"))
        let signed = try rows(
            "SELECT 1 FROM \(points) JOIN blind_signature ON blind_signature.blinded = item.point LIMIT 1")
        guard signed.isEmpty else { throw .refused(.outputsAlreadySigned, "an output is already signed") }
    }

    /// Stores signatures for good on outputs that `operation` reserved: keyset and amount are those that were signed,
    /// which for the blank outputs of NUT-08 is decided only then.
    package mutating func store(
        _ signed: [SignedOutput], of operation: OperationID, at now: UInt64
    ) throws(StoreError) {
        let items = SQLRows(signed.count)
            .column("point", signed.map(\.blinded))
            .column("signed_keyset", signed.map(\.keysetID))
            .column("signed_amount", signed.map(\.amount))
            .column("signature", signed.map(\.signature))
            .column("dleq_e", signed.map(\.proof.e))
            .column("dleq_s", signed.map(\.proof.s))
        try insert(
            signed.count,
            """
            INSERT INTO blind_signature (blinded, operation_id, operation_kind, position, keyset_id, amount, \
            signature, dleq_e, dleq_s, created_at, signed_at)
            SELECT blinded, operation_id, operation_kind, position, signed_keyset, signed_amount, signature, dleq_e, \
            dleq_s, created_at, \(now)
            FROM \(items) JOIN pending_output ON blinded = point AND operation_id = \(operation)
            """, refusal: .refused(.outputsAlreadySigned, "an output is already signed"))
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

    /// Which of `points` carry signatures that `operation` stored: how an operation whose COMMIT did not answer learns
    /// what became of it.
    package mutating func signatures(
        on points: [PublicKey], by operation: OperationID
    ) throws(StoreError) -> [SignedOutput] {
        try decode(rows(SignedOutput.signatures(on: points, by: operation)), SignedOutput.init(row:))
    }

    /// Whether an output that `operation` still holds was signed by it. The transaction that signs also gives outputs
    /// back, so this only ever says yes where somebody else has written into the database.
    package mutating func holdsSignedOutput(_ operation: OperationID) throws(StoreError) -> Bool {
        try !rows(
            """
            SELECT 1 FROM pending_output JOIN blind_signature ON blind_signature.blinded = pending_output.blinded
                AND blind_signature.operation_id = pending_output.operation_id
            WHERE pending_output.operation_id = \(operation) LIMIT 1
            """
        ).isEmpty
    }
}
