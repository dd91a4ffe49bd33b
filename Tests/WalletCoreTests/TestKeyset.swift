import Cashu
import CashuCrypto
import CashuSecrets
import WalletCore

/// A keyset with its private keys, as a mint has it.
struct TestKeyset: Sendable {
    let signer: BlindSigner
    let keys: KeysetKeys
    let id: KeysetID
    let unit: CurrencyUnit
    let inputFeePPK: UInt64
    let finalExpiry: UInt64?
    var isActive = true

    /// Denominations 1, 2, 4, … 2^31.
    init(
        _ version: KeysetIDVersion = .version2, unit: CurrencyUnit = .sat, inputFeePPK: UInt64 = 0, index: UInt32 = 1,
        finalExpiry: UInt64? = nil
    ) throws {
        let seed = unsafe [UInt8](repeating: 7, count: 32).withUnsafeBytes { unsafe Seed(bytes: $0) }
        let arena = try KeysetDerivation.derive(
            master: ExtendedKey(seed: seed), unit: unit, index: index, count: Self.amounts.count)
        let signer = BlindSigner(arena)
        guard let keys = KeysetKeys(amounts: Self.amounts, publicKeys: signer.publicKeys()) else {
            preconditionFailure("the amounts ascend")
        }
        self.signer = signer
        self.keys = keys
        self.unit = unit
        self.inputFeePPK = inputFeePPK
        self.finalExpiry = finalExpiry
        id = KeysetID.derive(version, keys, unit: unit, inputFeePPK: inputFeePPK, finalExpiry: finalExpiry)
    }

    static let amounts = (0..<32).map { UInt64(1) << $0 }

    func sign(_ point: PublicKey, amount: UInt64) -> BlindSignature? {
        guard let index = keys.index(of: amount) else { return nil }
        let (signature, proof) = signer.sign(point, at: index)
        return BlindSignature(amount: amount, keysetID: id, point: signature, proof: proof)
    }

    func verifies(_ proof: Proof) -> Bool {
        guard let index = keys.index(of: proof.amount) else { return false }
        return signer.verifies(proof.signature, of: proof.secret.point, at: index)
    }

    var summary: KeysetSummary {
        KeysetSummary(id: id, unit: unit, isActive: isActive, inputFeePPK: inputFeePPK, finalExpiry: finalExpiry)
    }

    var content: KeysetContent { KeysetContent(id: id, unit: unit, keys: keys) }
}
