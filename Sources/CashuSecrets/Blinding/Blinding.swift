package import Cashu
package import CashuCrypto

/// The wallet's half of NUT-00's blind signatures.
package enum Blinding {
    /// `B_ = Y + r·G`.
    package static func blind(_ secret: Secret, _ r: BlindingFactor) -> PublicKey {
        blind(secret.point, r)
    }

    /// The same for `Y` itself.
    package static func blind(_ point: PublicKey, _ r: BlindingFactor) -> PublicKey {
        guard let blinded = point.adding(r.point) else {
            preconditionFailure("the discrete logarithm of a hashed point has been found")
        }
        return blinded
    }

    /// `C = C_ − r·K`; `nil` when that is infinity, which no honest mint can cause.
    package static func unblind(_ signature: PublicKey, _ r: BlindingFactor, key: PublicKey) -> PublicKey? {
        key.multiplied(by: r.bytes).flatMap { signature.adding($0.negated) }
    }

    /// NUT-12 "Carol", who received a token: `C_ = C + r·A` and `B_ = Y + r·G`, and then as for "Alice".
    ///
    /// - Parameter key: of the keyset and amount, from what the wallet knows of the mint and not from the token.
    package static func proofIsValid(
        _ proof: DLEQProof, r: BlindingFactor, secret: Secret, signature: PublicKey, key: PublicKey
    ) -> Bool {
        guard let blindSignature = key.multiplied(by: r.bytes).flatMap({ signature.adding($0) }),
            let blinded = secret.point.adding(r.point)
        else { return false }
        return proof.isValid(for: blinded, signature: blindSignature, key: key)
    }
}
