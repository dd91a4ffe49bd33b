package import Cashu
internal import CashuSecrets
package import Logging
internal import Storage

/// A wallet at one mint. Whatever moves money is written to the store before the mint is asked and ended in one
/// transaction after its answer was checked; what was interrupted in between `recover()` brings to its end.
package struct Wallet: Sendable {
    package let url: MintURL
    let client: any MintClient
    let store: WalletStore
    /// In the store.
    let mintID: Int64
    /// NUT-12 is announced: no signature without a proof is accepted.
    let demandsProofs: Bool
    let logger: Logger

    /// The mint is asked for its information when it is new to the store, and each time for its keysets.
    package init(
        _ store: WalletStore, at url: MintURL, client: any MintClient, logger: Logger
    ) async throws(WalletError) {
        self.url = url
        self.client = client
        self.store = store
        self.logger = logger
        if let known = try await store.mint(url) {
            (mintID, demandsProofs) = known
        } else {
            let information = try await ask { () async throws(MintClientError) in try await client.information() }
            mintID = try await store.insert(url, information)
            demandsProofs = information.provesSignatures
        }
        try await refreshKeysets()
    }

    /// The keysets of the mint, active or not.
    package func keysets() async throws(WalletError) -> [WalletKeyset] {
        let mint = mintID
        return try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.keysets(mint: mint)
        }
    }

    package func balance(_ unit: CurrencyUnit) async throws(WalletError) -> UInt64 {
        let mint = mintID
        let coins = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.coins(.unspent, mint: mint, unit: unit)
        }
        guard let sum = Money.sum(coins.map(\.amount)) else { throw .unusableAmount }
        return sum
    }
}

/// The mint's error as the wallet's.
func ask<Answer>(
    _ request: () async throws(MintClientError) -> Answer
) async throws(WalletError) -> Answer {
    do throws(MintClientError) { return try await request() } catch { throw .mint(error) }
}

extension WalletStore {
    fileprivate func mint(_ url: MintURL) async throws(WalletError) -> (Int64, Bool)? {
        try await database.transaction { (transaction) throws(WalletError) in
            try decode(transaction.rows("SELECT id, proves_signatures FROM mint WHERE url = \(url.text)")) {
                (row) throws(DatabaseError) in (try row.integer(0), try row.integer(1) != 0)
            }.first
        }
    }

    fileprivate func insert(_ url: MintURL, _ information: MintInformation) async throws(WalletError) -> Int64 {
        try await database.transaction { (transaction) throws(WalletError) in
            let inserted = try transaction.rows(
                """
                INSERT INTO mint (url, proves_signatures) VALUES (\(url.text), \(information.provesSignatures.number))
                RETURNING id
                """)
            let ids = try decode(inserted) { (row) throws(DatabaseError) in try row.integer(0) }
            guard let id = ids.first else { throw .conflict("mint inserted") }
            return id
        }
    }
}
