package import Cashu
package import CashuCrypto

/// A signature as it is kept: with the output it answers, and always with its DLEQ proof.
package struct SignedOutput: Sendable, Equatable {
    package let blinded: PublicKey
    package let keysetID: KeysetID
    package let amount: UInt64
    package let signature: PublicKey
    package let proof: DLEQProof

    package init(blinded: PublicKey, keysetID: KeysetID, amount: UInt64, signature: PublicKey, proof: DLEQProof) {
        self.blinded = blinded
        self.keysetID = keysetID
        self.amount = amount
        self.signature = signature
        self.proof = proof
    }

    package var answer: BlindSignature {
        BlindSignature(amount: amount, keysetID: keysetID, point: signature, proof: proof)
    }

    package var message: BlindedMessage {
        BlindedMessage(amount: amount, keysetID: keysetID, point: blinded)
    }
}
