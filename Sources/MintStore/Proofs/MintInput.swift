package import Cashu
package import CashuCrypto

/// A proof with the point that is its identity in this mint: `Y = hash_to_curve(secret)`.
package struct MintInput: Sendable {
    package let proof: Proof
    package let y: PublicKey

    package init(proof: Proof, y: PublicKey) {
        self.proof = proof
        self.y = y
    }
}
