internal import Cashu
internal import CashuCrypto
internal import SignatoryAPI

/// The secret of a number.
func secret(_ number: Int) -> Secret {
    guard let secret = Secret("secret number \(number)") else { preconditionFailure("a short text is a secret") }
    return secret
}

/// Outputs without blinding: what is signed is the point of the secret itself, so each signature is that of a proof.
func outputs(_ count: Int, of keyset: Keyset, amount: UInt64 = 1, from first: Int = 0) -> [BlindedMessage] {
    (first..<first + count).map { BlindedMessage(amount: amount, keysetID: keyset.id, point: secret($0).point) }
}

func claims(of signatures: [BlindSignature], from first: Int = 0, byPoint: Bool = false) -> [ProofClaim] {
    zip(signatures, first...).map { signature, number in
        ProofClaim(
            amount: signature.amount, keysetID: signature.keysetID,
            preimage: byPoint ? .point(secret(number).point) : .secret(secret(number)), signature: signature.point)
    }
}

extension Subject {
    func sign(
        _ outputs: [BlindedMessage], _ purpose: SigningPurpose = .swap
    ) async throws(SignatoryError) -> [BlindSignature] {
        try await signatory.blindSign(
            SigningRequest(purpose: purpose, operationID: OperationID(), outputs: outputs))
    }
}

/// The error with which a request is refused, or `nil`.
func refusal<R>(_ body: () async throws(SignatoryError) -> R) async -> SignatoryError? {
    do throws(SignatoryError) {
        _ = try await body()
        return nil
    } catch {
        return error
    }
}
