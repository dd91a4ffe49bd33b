internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// The root of every key of this signatory, in locked memory. Lives only while keys are derived; what goes on living is
/// `identity`, which is the scalar of the root without the chain code, so that nothing can be derived from it.
final class MasterKey: Sendable {
    let identity: IdentityKey
    private let node: ExtendedKey

    init(_ seed: Seed) throws(DerivationError) {
        node = try ExtendedKey(seed: seed)
        identity = IdentityKey(master: node)
    }

    /// The keys of the keyset at `index` of its unit. 4 ms for 64 keys.
    func signer(_ unit: CurrencyUnit, index: UInt32, count: Int) throws(DerivationError) -> BlindSigner {
        BlindSigner(try KeysetDerivation.derive(master: node, unit: unit, index: index, count: count))
    }

    /// The active keyset that a plan describes.
    func keyset(_ plan: KeysetPlan, index: UInt32, createdAt: UInt64) throws(DerivationError) -> Keyset {
        let signer = try signer(plan.unit, index: index, count: plan.amounts.count)
        guard let keys = KeysetKeys(amounts: plan.amounts, publicKeys: signer.publicKeys()) else {
            preconditionFailure("a plan's amounts are those of a keyset")
        }
        let id = KeysetID.derive(
            plan.idVersion, keys, unit: plan.unit, inputFeePPK: plan.inputFeePPK, finalExpiry: plan.finalExpiry)
        return Keyset(
            id: id, unit: plan.unit, state: .active, inputFeePPK: plan.inputFeePPK, keys: keys,
            finalExpiry: plan.finalExpiry, derivationIndex: index, createdAt: createdAt)
    }
}

extension IdentityKey {
    func publication(generation: UInt64, keysets: [Keyset]) -> KeysetPublication {
        let digest = KeysetPublication.digest(of: keysets)
        let signature = sign(KeysetPublication.message(generation: generation, digest: digest))
        return KeysetPublication(
            generation: generation, identity: publicKey, keysets: keysets, digest: digest, signature: signature)
    }
}
