package import CashuCrypto
package import Storage

extension ReadTransaction {
    /// NUT-09: those of the points that were ever signed, in the order asked. Found by the point alone: a wallet that
    /// restores does not know the amounts.
    package borrowing func signatures(on points: [PublicKey]) throws(StoreError) -> [SignedOutput] {
        var found: [SignedOutput] = []
        for point in points {
            let rows = try rows(
                """
                SELECT blinded, keyset_id, amount, signature, dleq_e, dleq_s FROM blind_signature
                WHERE blinded = \(point)
                """)
            found += try decode(rows, SignedOutput.init(row:))
        }
        return found
    }
}

extension SignedOutput {
    /// Columns: blinded, keyset_id, amount, signature, dleq_e, dleq_s.
    init(row: Row) throws(DatabaseError) {
        self.init(
            blinded: try row.publicKey(0), keysetID: try row.keysetID(1), amount: try row.unsigned(2),
            signature: try row.publicKey(3),
            proof: DLEQProof(e: try row.fixedBytes(4), s: try row.fixedBytes(5)))
    }
}
