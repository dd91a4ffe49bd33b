internal import Cashu
internal import CashuCrypto
internal import Logging
internal import MintStore
internal import SignatoryAPI

extension Services {
    private static let firstPauseMilliseconds: UInt64 = 20
    private static let longestPauseMilliseconds: UInt64 = 250

    /// Whether the inputs are genuine: 10001 if not.
    func verify(_ checked: CheckedInputs) async throws(MintFailure) {
        let claims = checked.inputs.map { input in
            ProofClaim(
                amount: input.proof.amount, keysetID: input.proof.keysetID, preimage: .point(input.y),
                signature: input.proof.signature)
        }
        guard try await areGenuine(claims) else {
            throw .refused(.proofVerificationFailed, "an input is not signed by this mint")
        }
    }

    func areGenuine(_ claims: [ProofClaim]) async throws(MintFailure) -> Bool {
        do throws(SignatoryError) {
            return try await patiently { () throws(SignatoryError) in try await signatory.verify(claims) } == .valid
        } catch {
            throw MintFailure(error)
        }
    }

    /// Signatures on all outputs, in their order. Repeats a call whose outcome is not known under the same operation
    /// id, which gives the same bytes.
    func sign(
        _ outputs: [BlindedMessage], for purpose: SigningPurpose, operation: OperationID
    ) async throws(SignatoryError) -> [SignedOutput] {
        let request = SigningRequest(purpose: purpose, operationID: operation, outputs: outputs)
        let signatures = try await patiently { () throws(SignatoryError) in try await signatory.blindSign(request) }
        guard signatures.count == outputs.count else {
            throw SignatoryError(.internalFailure, "\(signatures.count) signatures on \(outputs.count) outputs")
        }
        var signed: [SignedOutput] = []
        signed.reserveCapacity(outputs.count)
        for (output, signature) in zip(outputs, signatures) {
            guard signature.amount == output.amount, signature.keysetID == output.keysetID, let proof = signature.proof
            else { throw SignatoryError(.internalFailure, "a signature is not for the output that was sent") }
            try check(signature.point, proof, on: output)
            signed.append(
                SignedOutput(
                    blinded: output.point, keysetID: output.keysetID, amount: output.amount,
                    signature: signature.point, proof: proof))
        }
        return signed
    }

    /// A signature that a wallet could not use must not be what it gave its coins for. To verify each would double the
    /// cost of a swap, so it is the operator's choice how many are.
    private func check(
        _ signature: PublicKey, _ proof: DLEQProof, on output: BlindedMessage
    ) throws(SignatoryError) {
        guard signatureChecks.isDue(settings.signatureChecks) else { return }
        guard let key = board.current?[output.keysetID]?.keys[output.amount],
            proof.isValid(for: output.point, signature: signature, key: key)
        else {
            logger.critical(
                "the signatory signed with another key than it published", metadata: ["keyset": "\(output.keysetID)"])
            throw SignatoryError(.internalFailure, "a signature does not fit the key of its keyset")
        }
    }

    private func patiently<R>(
        _ call: () async throws(SignatoryError) -> R
    ) async throws(SignatoryError) -> R {
        let deadline = ContinuousClock.now + .milliseconds(Int64(clamping: settings.signatoryPatienceMilliseconds))
        var pause = Self.firstPauseMilliseconds
        var patience = settings.signatoryPatienceMilliseconds
        while true {
            do throws(SignatoryError) {
                guard ledgerGate.isPassable else {
                    throw SignatoryError(.unavailable, "the books were not compared", retryAfterMilliseconds: 100)
                }
                return try await call()
            } catch {
                let wait = max(pause, UInt64(error.retryAfterMilliseconds))
                guard error.isTransient, wait <= patience, ContinuousClock.now < deadline else { throw error }
                patience -= wait
                await clock.sleep(milliseconds: wait)
                pause = min(2 * pause, Self.longestPauseMilliseconds)
            }
        }
    }
}
