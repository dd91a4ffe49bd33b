package import CashuCrypto

/// An input (NUT-00): a coin in the hands of its owner.
package struct Proof: Sendable, Hashable {
    package let amount: UInt64
    package let keysetID: KeysetID
    package let secret: Secret
    /// `C = k·Y`.
    package let signature: PublicKey
    /// What satisfies the spending condition (NUT-10), as received.
    package let witness: String?

    /// The most bytes of a witness that a mint accepts.
    package static let maximumWitnessBytes = 1_024

    package init(amount: UInt64, keysetID: KeysetID, secret: Secret, signature: PublicKey, witness: String? = nil) {
        self.amount = amount
        self.keysetID = keysetID
        self.secret = secret
        self.signature = signature
        self.witness = witness
    }
}
