internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// One claim with the key that should have signed it.
struct VerificationTask: Sendable {
    let claim: ProofClaim
    let signer: BlindSigner
    let keyIndex: Int

    var isValid: Bool {
        let point =
            switch claim.preimage {
            case .secret(let secret): secret.point
            case .point(let point): point
            }
        return signer.verifies(claim.signature, of: point, at: keyIndex)
    }
}

extension KeyRing {
    private enum Preimage: Hashable {
        case secret(Secret)
        case point(PublicKey)

        init(_ preimage: ProofClaim.Preimage) {
            switch preimage {
            case .secret(let secret): self = .secret(secret)
            case .point(let point): self = .point(point)
            }
        }
    }

    /// Every check of a request, before anything is computed.
    func verificationTasks(_ claims: [ProofClaim], now: UInt64) throws(SignatoryError) -> [VerificationTask] {
        guard (1...ProofClaim.maximumCount).contains(claims.count) else {
            throw SignatoryError(
                .invalidArgument, "\(claims.count) proofs in place of 1 to \(ProofClaim.maximumCount)")
        }
        var preimages = Set<Preimage>(minimumCapacity: claims.count)
        var tasks: [VerificationTask] = []
        tasks.reserveCapacity(claims.count)
        for (index, claim) in claims.enumerated() {
            guard preimages.insert(Preimage(claim.preimage)).inserted else {
                throw SignatoryError(.duplicateInput, "a proof is there twice", index: index)
            }
            let entry = try entry(claim.keysetID, index: index)
            try Self.checkLife(of: entry.keyset, now: now, index: index)
            let keyIndex = try Self.keyIndex(entry.keyset, amount: claim.amount, index: index)
            tasks.append(VerificationTask(claim: claim, signer: entry.signer, keyIndex: keyIndex))
        }
        return tasks
    }
}
