internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

/// What the database says of itself.
struct KeysMeta: Sendable {
    let seedFingerprint: FixedBytes<32>
    let generation: UInt64
    /// Over generation and keysets, by the identity key.
    let signature: SchnorrSignature
}

extension WriteTransaction {
    /// `nil` in a new database.
    mutating func meta() throws(KeysStoreError) -> KeysMeta? {
        guard let row = try rows("SELECT seed_fingerprint, generation, signature FROM meta").first else { return nil }
        do throws(DatabaseError) {
            return KeysMeta(
                seedFingerprint: try row.fixedBytes(0), generation: try row.unsigned(1),
                signature: SchnorrSignature(try row.fixedBytes(2)))
        } catch {
            throw .database(error)
        }
    }

    /// The publication as it was signed; `nil` in a new database. Whether it still is what was signed, `KeyRing` tells.
    mutating func publication(of identity: PublicKey) throws(KeysStoreError) -> KeysetPublication? {
        guard let meta = try meta() else { return nil }
        let keysets = try keysets()
        return KeysetPublication(
            generation: meta.generation, identity: identity, keysets: keysets,
            digest: KeysetPublication.digest(of: keysets), signature: meta.signature)
    }

    /// The publication before it is changed. What somebody else wrote into the tables is not signed with the change.
    ///
    /// - Throws: `internalFailure` when the identity did not sign the rows as they are now.
    mutating func authenticPublication(of identity: PublicKey) throws(KeysStoreError) -> KeysetPublication {
        guard let publication = try publication(of: identity), publication.isAuthentic else {
            throw .refused(.internalFailure, "the keys database was altered")
        }
        return publication
    }

    mutating func begin(
        _ fingerprint: FixedBytes<32>, signedBy identity: IdentityKey, at now: UInt64
    ) throws(KeysStoreError) {
        let signature = identity.publication(generation: 0, keysets: []).signature
        try changeOne(
            "meta",
            """
            INSERT INTO meta (only, seed_fingerprint, generation, signature, created_at)
            VALUES (1, \(fingerprint), 0, \(signature.bytes), \(now))
            """)
    }

    /// Ends every change of a keyset: the next generation, signed.
    mutating func publish(_ identity: IdentityKey) throws(KeysStoreError) -> KeysetPublication {
        guard let meta = try meta() else { throw .refused(.internalFailure, "the database has no generation") }
        let publication = identity.publication(generation: meta.generation + 1, keysets: try keysets())
        try changeOne(
            "generation",
            """
            UPDATE meta SET generation = \(publication.generation), signature = \(publication.signature.bytes) \
            WHERE generation = \(meta.generation)
            """)
        return publication
    }
}
