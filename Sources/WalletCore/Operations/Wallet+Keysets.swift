internal import Cashu
internal import Glibc
internal import Storage

extension Wallet {
    /// Learns of new keysets, whose ids are recomputed, and of those that became inactive (NUT-02); one that is no
    /// longer listed has.
    package func refreshKeysets() async throws(WalletError) {
        let client = client
        let summaries = try await ask { () async throws(MintClientError) in try await client.keysets() }
        let known = Dictionary(uniqueKeysWithValues: try await keysets().map { ($0.id, $0) })
        for summary in summaries {
            if let keyset = known[summary.id] {
                try await update(keyset, summary)
            } else {
                try await insert(summary)
            }
        }
        let unlisted = Set(known.values.filter(\.isActive).map(\.id)).subtracting(summaries.map(\.id))
        guard !unlisted.isEmpty else { return }
        try await store.database.transaction { (transaction) throws(WalletError) in
            for id in unlisted { try transaction.deactivate(id) }
        }
    }

    /// Asks for the keys of all active keysets again and compares: the keys of an id never change.
    package func verifyKeysets() async throws(WalletError) {
        let client = client
        let published = try await ask { () async throws(MintClientError) in try await client.activeKeys() }
        let known = Dictionary(uniqueKeysWithValues: try await keysets().map { ($0.id, $0) })
        for content in published {
            guard let keyset = known[content.id] else { continue }
            guard keyset.keys == content.keys, keyset.unit == content.unit else {
                throw .fault(.keysetChanged(content.id))
            }
        }
    }

    /// The one that outputs are made for: of those that are active and have not expired the cheapest to spend.
    func activeKeyset(_ unit: CurrencyUnit) async throws(WalletError) -> WalletKeyset {
        let now = UInt64(time(nil))
        let usable = try await keysets().filter { keyset in
            keyset.isActive && keyset.unit == unit && keyset.finalExpiry.map { $0 > now } ?? true
        }
        guard let keyset = usable.min(by: { $0.inputFeePPK < $1.inputFeePPK }) else { throw .noActiveKeyset(unit) }
        return keyset
    }

    private func update(_ keyset: WalletKeyset, _ summary: KeysetSummary) async throws(WalletError) {
        let commitsToTerms = keyset.id.version == .version2
        let sameTerms = keyset.inputFeePPK == summary.inputFeePPK && keyset.finalExpiry == summary.finalExpiry
        guard keyset.unit == summary.unit, sameTerms || !commitsToTerms, isStorable(summary) else {
            throw .fault(.keysetChanged(summary.id))
        }
        guard keyset.isActive != summary.isActive || keyset.inputFeePPK != summary.inputFeePPK else { return }
        try await store.database.transaction { (transaction) throws(WalletError) in try transaction.update(summary) }
    }

    private func insert(_ summary: KeysetSummary) async throws(WalletError) {
        let client = client
        let mint = mintID
        let content = try await ask { () async throws(MintClientError) in try await client.keys(of: summary.id) }
        let derived = KeysetID.derive(
            summary.id.version, content.keys, unit: summary.unit, inputFeePPK: summary.inputFeePPK,
            finalExpiry: summary.finalExpiry)
        guard content.unit == summary.unit, derived == summary.id, isStorable(summary) else {
            throw .fault(.keysetNotGenuine(summary.id))
        }
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.insert(summary, keys: content.keys, mint: mint)
        }
    }

    private func isStorable(_ summary: KeysetSummary) -> Bool {
        summary.inputFeePPK <= Money.maximum && (summary.finalExpiry ?? 0) <= Money.maximum
    }
}
