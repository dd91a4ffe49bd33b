internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI

/// One output with the key that will sign it.
struct SigningTask: Sendable {
    let output: BlindedMessage
    let keyset: Keyset
    let signer: BlindSigner
    let keyIndex: Int

    var signature: BlindSignature {
        let (point, proof) = signer.sign(output.point, at: keyIndex)
        return BlindSignature(amount: output.amount, keysetID: output.keysetID, point: point, proof: proof)
    }
}

extension KeyRing {
    /// Every check of a request, before anything is computed: one bad output and none is signed.
    func signingTasks(_ request: SigningRequest, now: UInt64) throws(SignatoryError) -> [SigningTask] {
        let outputs = request.outputs
        guard (1...SigningRequest.maximumOutputs).contains(outputs.count) else {
            throw SignatoryError(
                .invalidArgument, "\(outputs.count) outputs in place of 1 to \(SigningRequest.maximumOutputs)")
        }
        var points = Set<PublicKey>(minimumCapacity: outputs.count)
        var tasks: [SigningTask] = []
        tasks.reserveCapacity(outputs.count)
        var unit: CurrencyUnit?
        for (index, output) in outputs.enumerated() {
            guard points.insert(output.point).inserted else {
                throw SignatoryError(.duplicateOutput, "an output is there twice", index: index)
            }
            let entry = try entry(output.keysetID, index: index)
            try Self.check(entry.keyset, signsFor: request.purpose, now: now, index: index)
            guard (unit ?? entry.keyset.unit) == entry.keyset.unit else {
                throw SignatoryError(.mixedUnits, "outputs of several units", index: index, keysetID: output.keysetID)
            }
            unit = entry.keyset.unit
            let keyIndex = try Self.keyIndex(entry.keyset, amount: output.amount, index: index)
            tasks.append(SigningTask(output: output, keyset: entry.keyset, signer: entry.signer, keyIndex: keyIndex))
        }
        return tasks
    }

    private static func check(
        _ keyset: Keyset, signsFor purpose: SigningPurpose, now: UInt64, index: Int
    ) throws(SignatoryError) {
        try checkLife(of: keyset, now: now, index: index)
        switch keyset.state {
        case .active: break
        case .draining:
            guard purpose == .meltChange else {
                throw SignatoryError(
                    .keysetInactive, "the keyset signs melt change only", index: index, keysetID: keyset.id)
            }
            // By this clock, whether it was marked INACTIVE already or not.
            guard !keyset.hasDrained(at: now) else {
                throw SignatoryError(.keysetInactive, "the keyset has drained", index: index, keysetID: keyset.id)
            }
        case .inactive, .expired, .revoked:
            throw SignatoryError(.keysetInactive, "the keyset signs no more", index: index, keysetID: keyset.id)
        }
        guard (purpose == .auth) == (keyset.unit == .auth) else {
            throw SignatoryError(
                .purposeDenied, "the unit auth is for blind authentication, and no other is", index: index,
                keysetID: keyset.id)
        }
    }
}

// Shared with verification.
extension KeyRing {
    func entry(_ id: KeysetID, index: Int) throws(SignatoryError) -> Entry {
        guard let entry = self[id] else {
            throw SignatoryError(.keysetUnknown, "no keyset of this signatory", index: index, keysetID: id)
        }
        return entry
    }

    /// Expired and revoked keysets neither sign nor verify.
    static func checkLife(of keyset: Keyset, now: UInt64, index: Int) throws(SignatoryError) {
        guard keyset.state != .revoked else {
            throw SignatoryError(.keysetRevoked, "the keyset was revoked", index: index, keysetID: keyset.id)
        }
        guard !keyset.isExpired(at: now) else {
            throw SignatoryError(
                .keysetExpired, "the keyset is past its final expiry", index: index, keysetID: keyset.id)
        }
    }

    static func keyIndex(_ keyset: Keyset, amount: UInt64, index: Int) throws(SignatoryError) -> Int {
        guard let position = keyset.keys.index(of: amount) else {
            throw SignatoryError(
                .amountUnknown, "the keyset has no key of this amount", index: index, keysetID: keyset.id)
        }
        return position
    }
}
