import Cashu
import CashuCrypto
import CashuSecrets
import Testing

/// What a wallet keeps of an output until it is signed.
struct Output: Sendable {
    let secret: Secret
    let r: BlindingFactor
    let message: BlindedMessage
}

extension [Output] {
    var messages: [BlindedMessage] { map(\.message) }

    /// Unblinds signatures after verifying their DLEQ proofs.
    func proofs(_ signatures: [BlindSignature], _ keyset: Keyset) throws -> [Proof] {
        try #require(signatures.count <= count)
        return try zip(self, signatures).map { output, signature in
            let key = try #require(keyset.keys[signature.amount])
            let dleq = try #require(signature.proof)
            try #require(dleq.isValid(for: output.message.point, signature: signature.point, key: key))
            let point = try #require(Blinding.unblind(signature.point, output.r, key: key))
            return Proof(
                amount: signature.amount, keysetID: signature.keysetID, secret: output.secret, signature: point)
        }
    }
}

enum TestWallet {
    static func outputs(_ amounts: [UInt64], _ keyset: KeysetID) -> [Output] {
        amounts.map { amount in
            guard let secret = Secret(FixedBytes<32>.random().hex) else { preconditionFailure("64 digits") }
            let r = BlindingFactor.random()
            return Output(
                secret: secret, r: r,
                message: BlindedMessage(amount: amount, keysetID: keyset, point: Blinding.blind(secret, r)))
        }
    }
}
