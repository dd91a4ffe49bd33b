import Cashu
import Glibc

@testable import MintCore

/// Why the mint itself would refuse inputs for their spending conditions (NUT-10); `nil` when it would not.
func unmetCondition(_ inputs: [Proof], _ outputs: [BlindedMessage]) -> NUTErrorCode? {
    do throws(NUTError) {
        try ConditionCheck.run(inputs: inputs, outputs: outputs, now: UInt64(time(nil)))
        return nil
    } catch {
        return error.code
    }
}
