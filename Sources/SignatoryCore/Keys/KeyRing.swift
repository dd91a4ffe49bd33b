internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// Every keyset of one generation with its private keys. Immutable: a request works on the ring it began with.
final class KeyRing: Sendable {
    struct Entry: Sendable {
        let keyset: Keyset
        let signer: BlindSigner
    }

    let publication: KeysetPublication
    private let entries: [KeysetID: Entry]

    /// Derives the keys of each keyset that `previous` does not hold with the same keys, and compares.
    ///
    /// - Parameter master: asked for only when there is something to derive.
    /// - Throws: `alteredKeyset` when the seed gives other keys or the content another id; `alteredDatabase` when the
    ///   identity did not sign this publication.
    init(
        _ publication: KeysetPublication, of identity: PublicKey, after previous: KeyRing?,
        _ master: () throws(SignatoryStartError) -> MasterKey
    ) throws(SignatoryStartError) {
        var entries: [KeysetID: Entry] = [:]
        for keyset in publication.keysets {
            let signer =
                if let known = previous?.signer(of: keyset) { known } else { try Self.signer(keyset, try master()) }
            guard keyset.idIsGenuine else {
                throw .alteredKeyset(keyset.id, "its keys, unit, fee and expiry give another id")
            }
            entries[keyset.id] = Entry(keyset: keyset, signer: signer)
        }
        guard publication.isAuthentic, publication.identity == identity else {
            throw .alteredDatabase("the identity key did not sign its keysets and generation as they are now")
        }
        self.publication = publication
        self.entries = entries
    }

    subscript(id: KeysetID) -> Entry? { entries[id] }

    /// `nil` unless this ring compared the very same keys with the seed.
    private func signer(of keyset: Keyset) -> BlindSigner? {
        guard let known = entries[keyset.id], known.keyset.keys == keyset.keys, known.keyset.unit == keyset.unit,
            known.keyset.derivationIndex == keyset.derivationIndex
        else { return nil }
        return known.signer
    }

    private static func signer(_ keyset: Keyset, _ master: MasterKey) throws(SignatoryStartError) -> BlindSigner {
        let signer: BlindSigner
        do throws(DerivationError) {
            signer = try master.signer(keyset.unit, index: keyset.derivationIndex, count: keyset.keys.amounts.count)
        } catch {
            throw .alteredKeyset(keyset.id, "there are no keys at index \(keyset.derivationIndex)")
        }
        guard signer.publicKeys() == keyset.keys.publicKeys else {
            throw .alteredKeyset(keyset.id, "the seed derives other keys")
        }
        return signer
    }
}
