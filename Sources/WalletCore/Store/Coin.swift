package import Cashu
package import CashuCrypto

/// A coin of the wallet.
package struct Coin: Sendable, Hashable {
    package let proof: Proof
    /// What a receiver needs to check the coin; `nil` when the mint gives no proofs.
    package let link: CoinLink?
    /// NUT-28: of a coin whose receiver's key is blinded. It goes to the receiver and never to the mint.
    package let ephemeralKey: PublicKey?

    package init(proof: Proof, link: CoinLink?, ephemeralKey: PublicKey? = nil) {
        self.proof = proof
        self.link = link
        self.ephemeralKey = ephemeralKey
    }

    package var amount: UInt64 { proof.amount }
    /// `Y`, by which the mint knows it.
    package var point: PublicKey { proof.secret.point }
}

/// What the wallet knows of a coin.
package enum CoinState: Int64, Sendable, CaseIterable {
    /// Valid transitions to: pending, sent, spent.
    case unspent = 1
    /// An input of an operation that is not over, or one that the mint called pending. Valid transitions to: unspent,
    /// sent, spent; one of somebody else's that the mint refused is deleted.
    case pending = 2
    /// Final.
    case spent = 3
    /// In a token: somebody else may spend it at any time. Valid transitions to: pending, spent.
    case sent = 4
}
