package import Cashu
internal import CashuCrypto
package import MintStore

/// Inputs that passed every check that needs no key and no database (nuts.md order: counts, duplicates, keysets,
/// units, sums). Whether their signatures are genuine is the signatory's word, whether they are spent the database's.
package struct CheckedInputs: Sendable {
    package let inputs: [MintInput]
    package let unit: CurrencyUnit
    /// In the unit.
    package let total: UInt64
    /// In the unit, at most `total`.
    package let fee: UInt64

    /// What is left for outputs or a payment.
    package var net: UInt64 { total - fee }

    package init(
        _ proofs: [Proof], keysets: KeysetSnapshot, limits: MintLimits, now: UInt64
    ) throws(NUTError) {
        guard !proofs.isEmpty else { throw NUTError(.malformedRequest, "no inputs") }
        guard proofs.count <= limits.maximumInputs else {
            throw NUTError(.maximumInputsExceeded, "more than \(limits.maximumInputs) inputs")
        }
        guard Set(proofs.map(\.secret)).count == proofs.count else {
            throw NUTError(.duplicateInputs, "duplicate inputs")
        }
        let unit = try Self.unit(of: proofs, keysets: keysets, now: now)
        guard let total = Money.sum(proofs.lazy.map(\.amount)),
            let fee = Money.inputFee(ppk: proofs.lazy.map { keysets[$0.keysetID]?.inputFeePPK ?? 0 })
        else { throw NUTError(.notBalanced, "the sum of the inputs overflows") }
        guard fee <= total else { throw NUTError(.notBalanced, "the inputs do not cover their fee of \(fee)") }
        self.unit = unit
        self.total = total
        self.fee = fee
        inputs = proofs.map { MintInput(proof: $0, y: $0.secret.point) }
    }

    private static func unit(
        of proofs: [Proof], keysets: KeysetSnapshot, now: UInt64
    ) throws(NUTError) -> CurrencyUnit {
        var unit: CurrencyUnit?
        for proof in proofs {
            guard let keyset = keysets[proof.keysetID] else {
                throw NUTError(.keysetUnknown, "keyset \(proof.keysetID) is not known")
            }
            guard !keyset.isExpired(at: now), keyset.state != .revoked else {
                throw NUTError(.keysetExpired, "keyset \(proof.keysetID) is expired")
            }
            guard keyset.unit != .auth else {
                throw NUTError(.unitNotSupported, "authentication tokens are no money")
            }
            guard unit == nil || unit == keyset.unit else {
                throw NUTError(.multipleUnits, "inputs of several units")
            }
            guard keyset.keys.index(of: proof.amount) != nil else {
                throw NUTError(.proofVerificationFailed, "the keyset has no key for \(proof.amount)")
            }
            unit = keyset.unit
        }
        guard let unit else { throw NUTError(.malformedRequest, "no inputs") }
        return unit
    }
}
