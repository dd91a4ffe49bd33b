internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import CashuStorage
internal import Storage

extension WriteTransaction {
    /// Those of a mint and a unit that are in this state.
    mutating func coins(_ state: CoinState, mint: Int64, unit: CurrencyUnit) throws(WalletError) -> [Coin] {
        try decode(
            rows(
                Coin.selection + """
                     JOIN keyset ON keyset.id = coin.keyset_id
                    WHERE keyset.mint_id = \(mint) AND keyset.unit = \(unit.name) AND coin.state = \(state.rawValue)
                    """), Coin.init(row:))
    }

    /// Those in tokens that nobody has received as far as is known: of this wallet's own making, or of others whose
    /// receipt was interrupted.
    mutating func sentCoins(isForeign: Bool, mint: Int64, unit: CurrencyUnit) throws(WalletError) -> [Coin] {
        try decode(
            rows(
                Coin.selection + """
                     JOIN keyset ON keyset.id = coin.keyset_id
                    WHERE keyset.mint_id = \(mint) AND keyset.unit = \(unit.name)
                    AND coin.state = \(CoinState.sent.rawValue) AND coin.is_foreign = \(isForeign.number)
                    """), Coin.init(row:))
    }

    /// The inputs of an operation.
    mutating func coins(operation: OperationID) throws(WalletError) -> [Coin] {
        try decode(rows(Coin.selection + " WHERE operation_id = \(operation)"), Coin.init(row:))
    }

    /// Those that the mint called pending when they were restored, and that belong to no operation of this wallet.
    mutating func strayCoins(mint: Int64) throws(WalletError) -> [Coin] {
        try decode(
            rows(
                Coin.selection + """
                     JOIN keyset ON keyset.id = coin.keyset_id
                    WHERE keyset.mint_id = \(mint) AND coin.state = \(CoinState.pending.rawValue)
                    AND coin.operation_id IS NULL
                    """), Coin.init(row:))
    }

    mutating func state(of point: PublicKey) throws(WalletError) -> CoinState? {
        try decode(rows("SELECT state FROM coin WHERE y = \(point)")) { (row) throws(DatabaseError) in
            guard let state = CoinState(rawValue: try row.integer(0)) else { throw .unreadable("the state of a coin") }
            return state
        }.first
    }

    /// Adds a coin; one that is known stays as it is.
    mutating func insert(
        _ coin: Coin, _ state: CoinState, operation: OperationID? = nil, isForeign: Bool = false
    ) throws(WalletError) {
        _ = try rows(
            """
            INSERT INTO coin (y, keyset_id, amount, secret, signature, dleq_e, dleq_s, dleq_r, witness, state, \
            operation_id, is_foreign, ephemeral_key)
            VALUES (\(coin.point), \(coin.proof.keysetID), \(coin.amount), \(coin.proof.secret.bytes), \
            \(coin.proof.signature), \(coin.link?.proof.e), \(coin.link?.proof.s), \(coin.link?.r.bytes), \
            \(coin.proof.witness), \(state.rawValue), \(operation), \(isForeign.number), \(coin.ephemeralKey))
            ON CONFLICT (y) DO NOTHING
            """)
    }

    /// Changes a coin that is in the state `from`; a coin that is pending belongs to `operation`.
    mutating func move(
        _ coin: Coin, from: CoinState, to state: CoinState, operation: OperationID? = nil
    ) throws(WalletError) {
        try change(
            1, "coin moved",
            """
            UPDATE coin SET state = \(state.rawValue), operation_id = \(operation)
            WHERE y = \(coin.point) AND state = \(from.rawValue)
            """)
    }

    /// Forgets the inputs that somebody else made: the mint did not want them.
    mutating func deleteForeignCoins(of operation: OperationID) throws(WalletError) {
        _ = try rows("DELETE FROM coin WHERE operation_id = \(operation) AND is_foreign = 1")
    }

    /// What the mint says is spent is spent, unless an operation still has it.
    mutating func markSpent(_ point: PublicKey) throws(WalletError) {
        _ = try rows(
            """
            UPDATE coin SET state = \(CoinState.spent.rawValue) WHERE y = \(point) AND operation_id IS NULL
            """)
    }
}

extension Coin {
    fileprivate static let selection: SQL = """
        SELECT coin.keyset_id, coin.amount, coin.secret, coin.signature, coin.dleq_e, coin.dleq_s, coin.dleq_r, \
        coin.witness, coin.ephemeral_key FROM coin
        """

    fileprivate init(row: Row) throws(DatabaseError) {
        guard let secret = Secret(String(decoding: try row.bytes(2), as: UTF8.self)) else {
            throw .unreadable("a secret")
        }
        var link: CoinLink?
        if try !row.isNull(4) {
            guard let r = BlindingFactor(try row.fixedBytes(6)) else { throw .unreadable("a blinding factor") }
            link = CoinLink(proof: DLEQProof(e: try row.fixedBytes(4), s: try row.fixedBytes(5)), r: r)
        }
        self.init(
            proof: Proof(
                amount: try row.unsigned(1), keysetID: try row.keysetID(0), secret: secret,
                signature: try row.publicKey(3), witness: try row.optionalText(7)), link: link,
            ephemeralKey: try row.isNull(8) ? nil : row.publicKey(8))
    }
}
