package import Cashu
package import CashuCrypto
internal import CashuStorage
package import Storage

/// The last publication that the mint accepted: public data only.
package struct StoredPublication: Sendable {
    package let identity: PublicKey
    package let generation: UInt64
    package let digest: FixedBytes<32>
    package let keysets: [Keyset]

    package init(identity: PublicKey, generation: UInt64, digest: FixedBytes<32>, keysets: [Keyset]) {
        self.identity = identity
        self.generation = generation
        self.digest = digest
        self.keysets = keysets
    }
}

/// What became of a publication that was to be stored.
package enum PublicationFate: Sendable, Equatable {
    /// It is in the database, perhaps since before.
    case stored
    /// The database holds a newer one.
    case older
    /// The database holds one in between, after which this one was not validated. Nothing was written.
    case unvalidated
    /// The database holds one of the same generation with other content.
    case altered
    /// The database knows another signatory.
    case otherSignatory
}

extension ReadTransaction {
    package borrowing func publication() throws(StoreError) -> StoredPublication? {
        guard let head = try rows("SELECT identity, generation, digest FROM signatory").first else { return nil }
        var keysets: [Keyset] = []
        let keysetRows = try rows(
            """
            SELECT id, unit, state, input_fee_ppk, final_expiry, derivation_index, created_at
            FROM keyset ORDER BY position
            """)
        do throws(DatabaseError) {
            for row in keysetRows {
                let id = try row.keysetID(0)
                let keys = try run("SELECT amount, public_key FROM keyset_key WHERE keyset_id = \(id) ORDER BY amount")
                keysets.append(try Keyset(row: row, keys: keys))
            }
            return StoredPublication(
                identity: try head.publicKey(0), generation: try head.unsigned(1), digest: try head.fixedBytes(2),
                keysets: keysets)
        } catch {
            throw .database(error)
        }
    }
}

extension WriteTransaction {
    /// Replaces the stored publication by a newer one. Keysets only come and change state; that nothing else changed
    /// was validated before, and the constraints on keys and ids stand behind it. Of several processes that take in the
    /// same publications each finds here what another has stored.
    /// - Parameter known: the generation after which it was validated; `nil` when there was none.
    @discardableResult
    package mutating func store(
        _ publication: StoredPublication, after known: UInt64? = nil
    ) throws(StoreError) -> PublicationFate {
        do { try serialize(on: Array("signatory".utf8)) } catch { throw .database(error) }
        let head = try decode(rows("SELECT identity, generation, digest FROM signatory")) {
            (row) throws(DatabaseError) -> (PublicKey, UInt64, FixedBytes<32>) in
            (try row.publicKey(0), try row.unsigned(1), try row.fixedBytes(2))
        }.first
        if let (identity, generation, digest) = head {
            if identity != publication.identity { return .otherSignatory }
            if generation > publication.generation { return .older }
            if generation == publication.generation { return digest == publication.digest ? .stored : .altered }
            guard let known, known >= generation else { return .unvalidated }
        }
        try change(
            1, "publication stored",
            """
            INSERT INTO signatory (singleton, identity, generation, digest)
            VALUES (1, \(publication.identity), \(publication.generation), \(publication.digest))
            ON CONFLICT (singleton) DO UPDATE SET generation = excluded.generation, digest = excluded.digest
            """)
        try storeKeysets(of: publication)
        return .stored
    }

    private mutating func storeKeysets(of publication: StoredPublication) throws(StoreError) {
        for (position, keyset) in publication.keysets.enumerated() {
            let known = try rows("SELECT 1 FROM keyset WHERE id = \(keyset.id)")
            if known.isEmpty {
                try insert(keyset, position: position)
            } else {
                try change(
                    1, "keyset state",
                    "UPDATE keyset SET state = \(Int64(keyset.state.rawValue)) WHERE id = \(keyset.id)")
            }
        }
    }

    /// Writes without changing anything: whether the database can still be written.
    package mutating func probe() throws(StoreError) {
        _ = try rows("UPDATE signatory SET generation = generation")
    }

    private mutating func insert(_ keyset: Keyset, position: Int) throws(StoreError) {
        try change(
            1, "keyset inserted",
            """
            INSERT INTO keyset (id, position, unit, state, input_fee_ppk, final_expiry, derivation_index, created_at)
            VALUES (\(keyset.id), \(Int64(position)), \(keyset.unit.name), \(Int64(keyset.state.rawValue)), \
            \(keyset.inputFeePPK), \(keyset.finalExpiry), \(keyset.derivationIndex), \(keyset.createdAt))
            """)
        let keys = SQLRows(keyset.keys.amounts.count)
            .column("public_key", keyset.keys.publicKeys)
            .column("amount", keyset.keys.amounts)
        try insert(
            keyset.keys.amounts.count,
            """
            INSERT INTO keyset_key (public_key, keyset_id, amount)
            SELECT public_key, \(keyset.id), amount FROM \(keys)
            """, refusal: .conflict("a public key is already known under another keyset"))
    }
}

extension Keyset {
    /// Columns: id, unit, state, input_fee_ppk, final_expiry, derivation_index, created_at.
    fileprivate init(row: Row, keys rows: [Row]) throws(DatabaseError) {
        var pairs: [(amount: UInt64, key: PublicKey)] = []
        for row in rows { pairs.append((try row.unsigned(0), try row.publicKey(1))) }
        guard let keys = KeysetKeys(pairs) else { throw .unreadable("keyset keys") }
        guard let stateNumber = UInt8(exactly: try row.integer(2)), let state = KeysetState(rawValue: stateNumber)
        else { throw .unreadable("keyset state") }
        guard let index = UInt32(exactly: try row.integer(5)) else { throw .unreadable("derivation index") }
        self.init(
            id: try row.keysetID(0), unit: try row.unit(1), state: state, inputFeePPK: try row.unsigned(3), keys: keys,
            finalExpiry: try row.optionalUnsigned(4), derivationIndex: index, createdAt: try row.unsigned(6))
    }
}
