package import Cashu
internal import CashuCrypto

/// A swap whose sides agree (NUT-03): one unit, inputs − fee = outputs exactly. Only such a swap can enter the saga.
package struct BalancedSwap: Sendable {
    package let inputs: CheckedInputs
    package let outputs: CheckedOutputs

    package init(
        inputs proofs: [Proof], outputs messages: [BlindedMessage], keysets: KeysetSnapshot, limits: MintLimits,
        now: UInt64
    ) throws(NUTError) {
        inputs = try CheckedInputs(proofs, keysets: keysets, limits: limits, now: now)
        outputs = try CheckedOutputs(messages, keysets: keysets, limits: limits, now: now)
        guard inputs.unit == outputs.unit else {
            throw NUTError(.unitMismatch, "inputs are \(inputs.unit), outputs \(outputs.unit)")
        }
        guard inputs.net == outputs.total else {
            throw NUTError(
                .notBalanced,
                "inputs \(inputs.total) less fee \(inputs.fee) is not outputs \(outputs.total)")
        }
    }
}
