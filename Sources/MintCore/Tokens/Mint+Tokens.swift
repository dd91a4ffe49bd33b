package import Cashu
package import CashuCrypto
internal import Logging
internal import MintStore
internal import SignatoryAPI
internal import Storage

// NUT-22. Tokens are no money: they are in no books, and neither swapped nor restored.
extension Mint {
    /// Not stored: the signatory signs the same request with the same bytes, for as long as the keyset is active.
    package func issueTokens(
        _ outputs: [BlindedMessage], atMost limit: Int
    ) async throws(MintFailure) -> [BlindSignature] {
        try services.check { (keysets, now) throws(NUTError) in
            try Self.check(outputs, atMost: limit, keysets, now)
        }
        let operation = RequestDigest.tokens(outputs).operation
        do throws(SignatoryError) {
            return try await services.sign(outputs, for: .auth, operation: operation).map(\.answer)
        } catch {
            throw MintFailure(error)
        }
    }

    private static func check(
        _ outputs: [BlindedMessage], atMost limit: Int, _ keysets: KeysetSnapshot, _ now: UInt64
    ) throws(NUTError) {
        guard !outputs.isEmpty else { throw NUTError(.malformedRequest, "no outputs") }
        guard outputs.count <= limit else { throw NUTError(.blindAuthAmountExceeded, "more than \(limit) tokens") }
        guard Set(outputs.map(\.point)).count == outputs.count else {
            throw NUTError(.duplicateOutputs, "duplicate outputs")
        }
        for output in outputs {
            guard let keyset = keysets[output.keysetID] else {
                throw NUTError(.keysetUnknown, "keyset \(output.keysetID) is not known")
            }
            guard keyset.unit == .auth else { throw NUTError(.unitNotSupported, "money is no authentication token") }
            guard !keyset.isExpired(at: now) else { throw NUTError(.keysetExpired, "keyset is expired") }
            guard keyset.state == .active else { throw NUTError(.keysetInactive, "keyset is inactive") }
            guard output.amount == 1, keyset.keys.index(of: 1) != nil else {
                throw NUTError(.amountOutsideLimits, "a token has the amount 1")
            }
        }
    }

    /// Whether a token is one of this mint: 31002 if not.
    package func checkToken(_ token: TokenClaim) async throws(MintFailure) {
        let refusal = MintFailure.refused(.blindAuthFailed, "the token is not one of this mint, or too old")
        guard let keysets else { throw .noKeysets }
        guard let keyset = keysets[token.keysetID], keyset.unit == .auth, !keyset.isExpired(at: services.clock.now())
        else { throw refusal }
        let claim = ProofClaim(
            amount: 1, keysetID: token.keysetID, preimage: .point(token.point), signature: token.signature)
        let isGenuine: Bool
        do throws(MintFailure) {
            isGenuine = try await services.areGenuine([claim])
        } catch {
            guard case .refused = error else { throw error }
            throw refusal
        }
        guard isGenuine else { throw refusal }
    }
}

/// A blind token, without its secret.
package struct TokenClaim: Sendable {
    package let keysetID: KeysetID
    package let point: PublicKey
    package let signature: PublicKey

    package init(keysetID: KeysetID, point: PublicKey, signature: PublicKey) {
        self.keysetID = keysetID
        self.point = point
        self.signature = signature
    }
}
