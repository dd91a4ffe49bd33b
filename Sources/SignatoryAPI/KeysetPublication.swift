package import Cashu
package import CashuCrypto

/// Every keyset of the signatory at one generation, signed with its identity key. Always the whole set: a mint that
/// missed any number of changes is right again after one publication.
package struct KeysetPublication: Sendable {
    /// Grows by one with every change of any keyset.
    package let generation: UInt64
    package let identity: PublicKey
    /// In the order of creation.
    package let keysets: [Keyset]
    package let digest: FixedBytes<32>
    /// BIP-340 by the identity key over `Self.message(generation:digest:)`.
    package let signature: SchnorrSignature

    /// The most keysets a publication may hold.
    package static let maximumKeysets = 4_096

    package init(
        generation: UInt64, identity: PublicKey, keysets: [Keyset], digest: FixedBytes<32>,
        signature: SchnorrSignature
    ) {
        self.generation = generation
        self.identity = identity
        self.keysets = keysets
        self.digest = digest
        self.signature = signature
    }

    /// Whether the digest is that of the keysets and the signature that of the identity.
    package var isAuthentic: Bool {
        digest == Self.digest(of: keysets)
            && signature.isValid(for: Self.message(generation: generation, digest: digest), key: identity)
    }

    /// SHA-256 over every field of every keyset in a form of fixed order and explicit lengths. Not over the protobuf
    /// bytes: protobuf promises no canonical form.
    package static func digest(of keysets: [Keyset]) -> FixedBytes<32> {
        var hash = SHA256()
        hash.update("cashu-signatory/keysets/v1")
        hash.update(bigEndian(UInt64(keysets.count)))
        for keyset in keysets {
            for field in [keyset.id.bytes, Array(keyset.unit.name.utf8)] {
                hash.update(bigEndian(UInt64(field.count)))
                hash.update(field)
            }
            let numbers: [UInt64] = [
                UInt64(keyset.state.rawValue), keyset.inputFeePPK, keyset.finalExpiry == nil ? 0 : 1,
                keyset.finalExpiry ?? 0, UInt64(keyset.derivationIndex), keyset.createdAt,
                keyset.drainUntil == nil ? 0 : 1, keyset.drainUntil ?? 0, UInt64(keyset.keys.amounts.count),
            ]
            for number in numbers { hash.update(bigEndian(number)) }
            for (amount, key) in zip(keyset.keys.amounts, keyset.keys.publicKeys) {
                hash.update(bigEndian(amount))
                hash.update(key.bytes)
            }
        }
        return hash.finish()
    }

    /// What the identity key signs: the BIP-340 tagged hash `cashu-signatory/keysets` of generation and digest.
    package static func message(generation: UInt64, digest: FixedBytes<32>) -> FixedBytes<32> {
        let tag = SHA256.hash("cashu-signatory/keysets")
        var hash = SHA256()
        hash.update(tag)
        hash.update(tag)
        hash.update(bigEndian(generation))
        hash.update(digest)
        return hash.finish()
    }

    private static func bigEndian(_ number: UInt64) -> FixedBytes<8> {
        FixedBytes { UInt8(truncatingIfNeeded: number >> (8 * (7 - UInt64($0)))) }
    }
}
