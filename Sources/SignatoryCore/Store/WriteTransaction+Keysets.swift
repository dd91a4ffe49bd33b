internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

extension WriteTransaction {
    /// In the order of creation.
    mutating func keysets() throws(KeysStoreError) -> [Keyset] {
        var keysets: [Keyset] = []
        let found = try rows(
            """
            SELECT keyset.id, unit.name, state, input_fee_ppk, final_expiry, derivation_index, created_at, drain_until
            FROM keyset JOIN unit USING (unit_index) ORDER BY position
            """)
        do throws(DatabaseError) {
            for row in found {
                let id = try row.keysetID(0)
                let keys = try run("SELECT amount, pubkey FROM pubkey WHERE keyset_id = \(id) ORDER BY amount")
                keysets.append(try Keyset(row, keys: keys))
            }
        } catch {
            throw .database(error)
        }
        return keysets
    }

    /// The index of the unit's next keyset; 1 for the first. Nothing is reserved.
    mutating func nextDerivationIndex(_ unit: CurrencyUnit) throws(KeysStoreError) -> UInt32 {
        let unitIndex = KeysetDerivation.unitIndex(unit)
        guard let row = try rows("SELECT name, next_derivation_index FROM unit WHERE unit_index = \(unitIndex)").first
        else { return 1 }
        let (name, next): (CurrencyUnit, UInt64)
        do throws(DatabaseError) {
            (name, next) = (try row.unit(0), try row.unsigned(1))
        } catch {
            throw .database(error)
        }
        guard name == unit else {
            throw .refused(.unitCollision, "unit \(unit) has the derivation path of unit \(name): choose another name")
        }
        guard let index = UInt32(exactly: next), index > 0, index < 1 << 31 else {
            throw .refused(.internalFailure, "unit \(unit) has no derivation index left")
        }
        return index
    }

    /// Adds a keyset and takes its derivation index forever.
    mutating func insert(_ keyset: Keyset) throws(KeysStoreError) {
        let unitIndex = KeysetDerivation.unitIndex(keyset.unit)
        try changeOne(
            "derivation index",
            """
            INSERT INTO unit (unit_index, name, next_derivation_index)
            VALUES (\(unitIndex), \(keyset.unit.name), \(Int64(keyset.derivationIndex) + 1))
            ON CONFLICT (unit_index) DO UPDATE SET next_derivation_index = excluded.next_derivation_index
            WHERE excluded.next_derivation_index > unit.next_derivation_index
            """)
        try changeOne(
            "keyset",
            """
            INSERT INTO keyset (id, position, unit_index, derivation_index, state, input_fee_ppk, final_expiry, \
            created_at, drain_until) VALUES (\(keyset.id), (SELECT count(*) FROM keyset), \(unitIndex), \
            \(keyset.derivationIndex), \(Int64(keyset.state.rawValue)), \(keyset.inputFeePPK), \(keyset.finalExpiry), \
            \(keyset.createdAt), \(keyset.drainUntil))
            """)
        for (amount, key) in zip(keyset.keys.amounts, keyset.keys.publicKeys) {
            try changeOne(
                "public key",
                "INSERT INTO pubkey (pubkey, keyset_id, amount) VALUES (\(key), \(keyset.id), \(amount))")
        }
    }

    /// - Parameter drainUntil: for DRAINING, and for no other state.
    mutating func setState(
        _ state: KeysetState, of id: KeysetID, drainUntil: UInt64? = nil, at now: UInt64
    ) throws(KeysStoreError) {
        try changeOne(
            "keyset state",
            """
            UPDATE keyset SET state = \(Int64(state.rawValue)), drain_until = \(drainUntil), \
            deactivated_at = coalesce(deactivated_at, \(now)) WHERE id = \(id)
            """)
    }
}

extension Keyset {
    /// Columns: id, unit, state, input_fee_ppk, final_expiry, derivation_index, created_at, drain_until.
    fileprivate init(_ row: Row, keys rows: [Row]) throws(DatabaseError) {
        var pairs: [(amount: UInt64, key: PublicKey)] = []
        for row in rows { pairs.append((try row.unsigned(0), try row.publicKey(1))) }
        guard let keys = KeysetKeys(pairs) else { throw .unreadable("the keys of a keyset") }
        guard let stateNumber = UInt8(exactly: try row.integer(2)), let state = KeysetState(rawValue: stateNumber)
        else { throw .unreadable("the state of a keyset") }
        guard let index = UInt32(exactly: try row.integer(5)) else { throw .unreadable("a derivation index") }
        self.init(
            id: try row.keysetID(0), unit: try row.unit(1), state: state, inputFeePPK: try row.unsigned(3), keys: keys,
            finalExpiry: try row.optionalUnsigned(4), derivationIndex: index, createdAt: try row.unsigned(6),
            drainUntil: try row.optionalUnsigned(7))
    }
}
