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
        let ledger: [LedgerAnchor]
        let anchors: [LedgerAnchor]
    }

    let master: MasterKey
    let auditKey: MessageKey
    let fingerprint: FixedBytes<32>
    let defaults: KeysetDefaults
    let clock: SignatoryClock

    private var now: UInt64 { clock.now() }

    func load(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> Stored {
        Stored(
            fingerprint: try transaction.meta()?.seedFingerprint,
            publication: try transaction.publication(of: master.identity.publicKey),
            keysetCount: try transaction.keysets().count, ledger: try transaction.ledgerSums(),
            anchors: try transaction.anchors())
    }

    /// `nil` for a new database.
    func check(_ stored: Stored) throws(SignatoryStartError) -> KeyRing? {
        guard let publication = stored.publication, let known = stored.fingerprint else {
            guard stored.keysetCount == 0 else { throw .alteredDatabase("there are keysets, but no row in meta") }
            return nil
        }
        guard known == fingerprint else { throw .wrongSeed(database: known, seed: fingerprint) }
        for anchor in stored.anchors {
            let now = stored.ledger.first { $0.unit == anchor.unit }
            guard let now, anchor.mayGrow(to: now) else {
                throw .alteredDatabase("less was signed of unit \(anchor.unit) than the audit log says")
            }
        }
        return try KeyRing(publication, of: master.identity.publicKey, after: nil) { master }
    }

    /// Retires what has expired and makes what is missing; the next generation when anything changed.
    func complete(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> KeysetPublication {
        if try transaction.meta() == nil { try transaction.begin(fingerprint, signedBy: master.identity, at: now) }
        try record(.started(release: SignatoryRelease.name), &transaction)
        let retired = try transaction.retireExpired(at: now)
        if retired > 0 { try record(.retired(count: retired), &transaction) }
        var isChanged = retired > 0
        let known = Set(try transaction.keysets().map(\.unit))
        for unit in defaults.units where !known.contains(unit) {
            let keyset = try transaction.keyset(try plan(unit), master, at: now)
            try transaction.insert(keyset)
            try record(.keysetMade(keyset, reason: "the first of its unit"), &transaction)
            isChanged = true
        }
        if isChanged { return try transaction.publish(master.identity) }
        guard let publication = try transaction.publication(of: master.identity.publicKey) else {
            throw .refused(.internalFailure, "the database has no generation")
        }
        return publication
    }

    private func record(_ event: AuditEvent, _ transaction: inout WriteTransaction) throws(KeysStoreError) {
        try transaction.append(event, by: EmbeddedSignatory.ownName, auditKey, at: now)
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
