package import CashuCrypto

/// An output that a wallet asks the mint to sign (NUT-00).
package struct BlindedMessage: Sendable, Hashable {
    /// In the unit of the keyset. For the blank outputs of NUT-08 the mint ignores it.
    package let amount: UInt64
    package let keysetID: KeysetID
    /// `B_ = Y + r·G`.
    package let point: PublicKey

    package init(amount: UInt64, keysetID: KeysetID, point: PublicKey) {
        self.amount = amount
        self.keysetID = keysetID
        self.point = point
    }
}

/// The mint's answer to a `BlindedMessage` (NUT-00), a "promise".
package struct BlindSignature: Sendable, Hashable {
    package let amount: UInt64
    package let keysetID: KeysetID
    /// `C_ = k·B_`.
    package let point: PublicKey
    /// NUT-12. This mint always gives it; another mint may not.
    package let proof: DLEQProof?

    package init(amount: UInt64, keysetID: KeysetID, point: PublicKey, proof: DLEQProof?) {
        self.amount = amount
        self.keysetID = keysetID
        self.point = point
        self.proof = proof
    }
}
