internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI
internal import Storage

/// The steps from a database and a seed to keysets that may be published.
struct KeysOpening: Sendable {
    /// What a database holds before anything was compared.
    struct Stored: Sendable {
        let fingerprint: FixedBytes<32>?
        let publication: KeysetPublication?
        let keysetCount: Int
    }

    let master: MasterKey
    let fingerprint: FixedBytes<32>
    let defaults: KeysetDefaults
    let now: UInt64

    func load(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> Stored {
        Stored(
            fingerprint: try transaction.meta()?.seedFingerprint,
            publication: try transaction.publication(of: master.identity.publicKey),
            keysetCount: try transaction.keysets().count)
    }

    /// `nil` for a new database.
    func check(_ stored: Stored) throws(SignatoryStartError) -> KeyRing? {
        guard let publication = stored.publication, let known = stored.fingerprint else {
            guard stored.keysetCount == 0 else { throw .alteredDatabase("there are keysets, but no row in meta") }
            return nil
        }
        guard known == fingerprint else { throw .wrongSeed(database: known, seed: fingerprint) }
        return try KeyRing(publication, master, after: nil)
    }

    /// Retires what has expired and makes what is missing; the next generation when anything changed.
    func complete(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> KeysetPublication {
        if try transaction.meta() == nil { try transaction.begin(fingerprint, signedBy: master, at: now) }
        var isChanged = try transaction.retireExpired(at: now) > 0
        let known = Set(try transaction.keysets().map(\.unit))
        for unit in defaults.units where !known.contains(unit) {
            try transaction.insert(try transaction.keyset(try plan(unit), master, at: now))
            isChanged = true
        }
        if isChanged { return try transaction.publish(master) }
        guard let publication = try transaction.publication(of: master.identity.publicKey) else {
            throw .refused(.internalFailure, "the database has no generation")
        }
        return publication
    }

    private func plan(_ unit: CurrencyUnit) throws(KeysStoreError) -> KeysetPlan {
        do throws(SignatoryError) {
            return try KeysetPlan(
                unit: unit, inputFeePPK: defaults.inputFeePPK, amounts: defaults.amounts, finalExpiry: nil,
                idVersion: defaults.idVersion, now: now)
        } catch {
            throw .refused(error)
        }
    }
}

extension WriteTransaction {
    /// - Returns: how many keysets became EXPIRED or, having drained, INACTIVE.
    mutating func retireExpired(at now: UInt64) throws(KeysStoreError) -> Int {
        var count = 0
        for keyset in try keysets() {
            guard let state = keyset.retiredState(at: now) else { continue }
            try setState(state, of: keyset.id, at: now)
            count += 1
        }
        return count
    }
}

extension Keyset {
    /// What time alone makes of the keyset; `nil` when it stays what it is.
    func retiredState(at now: UInt64) -> KeysetState? {
        if isExpired(at: now), state != .expired, state.mayBecome(.expired) { return .expired }
        return hasDrained(at: now) ? .inactive : nil
    }
}
