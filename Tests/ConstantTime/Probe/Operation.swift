import CSecp256k1
import CashuCrypto
import CashuSecrets

/// What a signatory does with a key, and something that it must not do.
enum Operation: String, CaseIterable {
    /// `C_ = a·B_` and its proof, with both points of the nonce.
    case sign
    /// Of a proof that is valid.
    case verify
    /// Of a proof that is forged.
    case refuse
    /// Multiplies by libsecp256k1's function for public scalars, to show that the gate notices.
    case leak

    static let honest: [Operation] = [.sign, .verify, .refuse]

    func run(_ key: ProbeKey) {
        switch self {
        case .sign: key.signed = key.signer.sign(key.point, at: 0).signature
        case .verify: precondition(key.signer.verifies(key.signed, of: key.point, at: 0), "it is valid")
        case .refuse: precondition(!key.signer.verifies(.generator, of: key.point, at: 0), "it is forged")
        case .leak: leak(key)
        }
    }

    private func leak(_ key: ProbeKey) {
        unsafe key.arena.withScalar(at: 0) { scalar in
            unsafe key.point.withParsed { point in
                var product = unsafe point.pointee
                _ = unsafe secp256k1_ec_pubkey_tweak_mul(
                    mint_static_context(), &product, scalar.assumingMemoryBound(to: UInt8.self))
            }
        }
    }
}

/// A key as a signatory holds it.
final class ProbeKey {
    let arena: SecretArena
    let signer: BlindSigner
    /// What wallets send: the same for all keys.
    let point: PublicKey
    /// Made before, so that verifying has something to compare with.
    var signed: PublicKey

    /// - Parameter scalar: 32 bytes, which may be marked as secret.
    init(_ scalar: UnsafeRawBufferPointer) {
        guard let arena = unsafe SecretArena(copying: scalar), let point = PublicKey(hex: Self.pointHex) else {
            preconditionFailure("keys and point are valid")
        }
        self.arena = arena
        self.point = point
        signer = BlindSigner(arena)
        signed = signer.sign(point, at: 0).signature
    }

    private static let pointHex = "02a9acc1e48c25eeeb9289b5031cc57da9fe72f3fe2861d264bdc074209b107ba2"
}
