package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

extension ReadTransaction {
    /// NUT-09: those of the points that were ever signed, in the order asked. Found by the point alone: a wallet that
    /// restores does not know the amounts.
    package borrowing func signatures(on points: [PublicKey]) throws(StoreError) -> [SignedOutput] {
        let items = SQLRows(numbering: points).column("point", points)
        return try decode(
            rows(
                SignedOutput.selection
                    + """
                     FROM \(items) JOIN blind_signature ON blind_signature.blinded = item.point
                    ORDER BY item.position
                    """), SignedOutput.init(row:))
    }

    /// Those of the points that `operation` has signed, in the order asked.
    package borrowing func signatures(
        on points: [PublicKey], by operation: OperationID
    ) throws(StoreError) -> [SignedOutput] {
        try decode(rows(SignedOutput.signatures(on: points, by: operation)), SignedOutput.init(row:))
    }

    /// The outputs that `operation` holds, in the order of its request.
    package borrowing func outputs(of operation: OperationID) throws(StoreError) -> [BlindedMessage] {
        let rows = try rows(
            """
            SELECT amount, keyset_id, blinded FROM pending_output WHERE operation_id = \(operation) ORDER BY position
            """)
        return try decode(rows) { (row) throws(DatabaseError) in
            BlindedMessage(
                amount: try row.unsigned(0), keysetID: try row.keysetID(1), point: try row.publicKey(2))
        }
    }
}

extension SignedOutput {
    static let selection: SQL = "SELECT blinded, keyset_id, amount, signature, dleq_e, dleq_s"

    static func signatures(on points: [PublicKey], by operation: OperationID) -> SQL {
        selection
            + """
             FROM \(SQLRows(numbering: points).column("point", points))
                JOIN blind_signature ON blinded = item.point AND operation_id = \(operation)
            ORDER BY item.position
            """
    }

    /// Columns: blinded, keyset_id, amount, signature, dleq_e, dleq_s.
    init(row: Row) throws(DatabaseError) {
        self.init(
            blinded: try row.publicKey(0), keysetID: try row.keysetID(1), amount: try row.unsigned(2),
            signature: try row.publicKey(3),
            proof: DLEQProof(e: try row.fixedBytes(4), s: try row.fixedBytes(5)))
    }
}
