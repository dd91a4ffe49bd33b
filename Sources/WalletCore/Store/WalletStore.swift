package import Cashu
internal import CashuCrypto
package import CashuSecrets
internal import CashuStorage
package import Storage

/// The wallet's memory: its database, and the seed from which everything in it can be restored.
package struct WalletStore: Sendable {
    let database: Database
    let secrets: DeterministicSecrets
    /// Of the keys of NUT-20.
    let master: ExtendedKey

    /// Prepares the tables. The first seed that opens a database is the only one ever after: with another, outputs of
    /// the same counters would not be the same.
    package init(_ database: Database, seed: Seed) async throws(WalletError) {
        do {
            try await WalletSchema.migrations.apply(to: database)
        } catch {
            throw .database(error)
        }
        do {
            secrets = try DeterministicSecrets(seed: seed)
            master = try ExtendedKey(seed: seed)
        } catch {
            throw .derivation(error)
        }
        self.database = database
        let fingerprint = seed.fingerprint
        let isSame = try await database.transaction { (transaction) throws(WalletError) in
            _ = try transaction.rows(
                "INSERT INTO wallet (only, seed_fingerprint) VALUES (1, \(fingerprint)) ON CONFLICT DO NOTHING")
            return try !transaction.rows("SELECT 1 FROM wallet WHERE seed_fingerprint = \(fingerprint)").isEmpty
        }
        guard isSame else { throw .otherSeed }
    }

    /// The mints this wallet has used.
    package func mints() async throws(WalletError) -> [MintURL] {
        try await database.transaction { (transaction) throws(WalletError) in
            try decode(transaction.rows("SELECT url FROM mint ORDER BY id"), MintURL.init(row:))
        }
    }

    /// Those with operations that are not over.
    package func mintsWithOperations() async throws(WalletError) -> [MintURL] {
        try await database.transaction { (transaction) throws(WalletError) in
            try decode(
                transaction.rows(
                    "SELECT url FROM mint WHERE EXISTS (SELECT 1 FROM operation WHERE mint_id = mint.id) ORDER BY id"),
                MintURL.init(row:))
        }
    }

    /// What the wallet has, by mint and unit.
    package func balances() async throws(WalletError) -> [Balance] {
        try await database.transaction { (transaction) throws(WalletError) in
            try decode(
                transaction.rows(
                    """
                    SELECT mint.url, keyset.unit,
                    coalesce(sum(coin.amount) FILTER (WHERE coin.state = \(CoinState.unspent.rawValue)), 0),
                    coalesce(sum(coin.amount) FILTER (WHERE coin.state = \(CoinState.pending.rawValue)), 0)
                    FROM mint JOIN keyset ON keyset.mint_id = mint.id LEFT JOIN coin ON coin.keyset_id = keyset.id
                    GROUP BY mint.id, keyset.unit ORDER BY mint.id, keyset.unit
                    """)
            ) { (row) throws(DatabaseError) in
                Balance(
                    mint: try MintURL(row: row), unit: try row.unit(1), available: try row.unsigned(2),
                    pending: try row.unsigned(3))
            }
        }
    }
}

/// Amounts in one unit at one mint.
package struct Balance: Sendable, Hashable {
    package let mint: MintURL
    package let unit: CurrencyUnit
    package let available: UInt64
    /// In operations that are not over.
    package let pending: UInt64
}

extension MintURL {
    fileprivate init(row: Row) throws(DatabaseError) {
        guard let url = MintURL(try row.text(0)) else { throw .unreadable("the URL of a mint") }
        self = url
    }
}
