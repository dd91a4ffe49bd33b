internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import CashuStorage
internal import Storage

extension WriteTransaction {
    mutating func insert(_ output: PlannedOutput, at position: Int64, of id: OperationID) throws(WalletError) {
        switch output.source {
        case .counter(let counter):
            try change(
                1, "output inserted",
                """
                INSERT INTO output (operation_id, position, keyset_id, counter, amount)
                VALUES (\(id), \(position), \(output.keysetID), \(counter), \(output.amount))
                """)
        case .locked(let locked):
            try change(
                1, "locked output inserted",
                """
                INSERT INTO locked_output (operation_id, position, keyset_id, amount, secret, r, ephemeral_key)
                VALUES (\(id), \(position), \(output.keysetID), \(output.amount), \(locked.secret.bytes), \
                \(locked.r.bytes), \(locked.ephemeralKey))
                """)
        }
    }

    /// Of an operation, in the order of its request.
    mutating func outputs(of id: OperationID) throws(WalletError) -> [PlannedOutput] {
        let derived = try decode(
            rows("SELECT position, keyset_id, amount, counter FROM output WHERE operation_id = \(id)")
        ) { (row) throws(DatabaseError) in
            (try row.integer(0), try PlannedOutput(row, .counter(row.unsigned(3))))
        }
        let locked = try decode(
            rows(
                """
                SELECT position, keyset_id, amount, secret, r, ephemeral_key FROM locked_output
                WHERE operation_id = \(id)
                """)
        ) { (row) throws(DatabaseError) in
            (try row.integer(0), try PlannedOutput(row, .locked(LockedSecret(row: row))))
        }
        return (derived + locked).sorted { $0.0 < $1.0 }.map(\.1)
    }
}

extension PlannedOutput {
    fileprivate init(_ row: Row, _ source: Source) throws(DatabaseError) {
        self.init(keysetID: try row.keysetID(1), amount: try row.unsigned(2), source: source)
    }
}

extension LockedSecret {
    fileprivate init(row: Row) throws(DatabaseError) {
        guard let secret = Secret(String(decoding: try row.bytes(3), as: UTF8.self)) else {
            throw .unreadable("a secret")
        }
        guard let r = BlindingFactor(try row.fixedBytes(4)) else { throw .unreadable("a blinding factor") }
        self.init(secret: secret, r: r, ephemeralKey: try row.isNull(5) ? nil : row.publicKey(5))
    }
}
