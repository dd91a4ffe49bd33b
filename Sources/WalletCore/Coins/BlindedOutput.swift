internal import Cashu
internal import CashuCrypto
internal import CashuSecrets

/// An output with everything that turns the mint's signature into a coin.
struct BlindedOutput: Sendable {
    let message: BlindedMessage
    let secret: Secret
    let r: BlindingFactor
    /// NUT-28.
    let ephemeralKey: PublicKey?

    init(_ planned: PlannedOutput, _ secrets: DeterministicSecrets) throws(WalletError) {
        switch planned.source {
        case .counter(let counter):
            do {
                (secret, r) = try secrets.output(planned.keysetID, counter: counter)
            } catch {
                throw .derivation(error)
            }
            ephemeralKey = nil
        case .locked(let locked): (secret, r, ephemeralKey) = (locked.secret, locked.r, locked.ephemeralKey)
        }
        message = BlindedMessage(
            amount: planned.amount, keysetID: planned.keysetID, point: Blinding.blind(secret, r))
    }

    /// NUT-12 "Alice", and the coin.
    ///
    /// - Parameters:
    ///   - amount: that the signature must have; `nil` takes the mint's word, for blank and for restored outputs.
    ///   - demandsProof: whether a signature without one is refused.
    func coin(
        _ signature: BlindSignature, amount: UInt64?, keys: KeysetKeys, demandsProof: Bool
    ) throws(MintFault) -> Coin {
        guard signature.keysetID == message.keysetID, amount == nil || signature.amount == amount,
            let key = keys[signature.amount]
        else { throw .signatureTerms }
        if let proof = signature.proof {
            guard proof.isValid(for: message.point, signature: signature.point, key: key) else {
                throw .signatureInvalid
            }
        } else if demandsProof {
            throw .signatureWithoutProof
        }
        guard let unblinded = Blinding.unblind(signature.point, r, key: key) else { throw .signatureInvalid }
        return Coin(
            proof: Proof(
                amount: signature.amount, keysetID: signature.keysetID, secret: secret, signature: unblinded),
            link: signature.proof.map { CoinLink(proof: $0, r: r) }, ephemeralKey: ephemeralKey)
    }
}
