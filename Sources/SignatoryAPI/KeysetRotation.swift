package import Cashu

/// What the operator asks of a rotation.
package struct KeysetRotation: Sendable {
    package let unit: CurrencyUnit
    package let inputFeePPK: UInt64
    /// Ascending denominations; empty takes those of the active keyset of the unit.
    package let amounts: [UInt64]
    /// Unix seconds.
    package let finalExpiry: UInt64?
    package let idVersion: KeysetIDVersion
    /// The generation the operator looked at; 0 for whatever is current. Two rotations that expect the same
    /// generation cannot both succeed.
    package let expectedGeneration: UInt64
    /// Derives and reports the keyset without making it.
    package let isDryRun: Bool
    package let reason: String
    /// Repeating a rotation under its id returns the keyset that it made.
    package let operationID: OperationID

    package init(
        unit: CurrencyUnit, inputFeePPK: UInt64, amounts: [UInt64] = [], finalExpiry: UInt64? = nil,
        idVersion: KeysetIDVersion = .version2, expectedGeneration: UInt64 = 0, isDryRun: Bool = false,
        reason: String = "", operationID: OperationID = OperationID()
    ) {
        self.unit = unit
        self.inputFeePPK = inputFeePPK
        self.amounts = amounts
        self.finalExpiry = finalExpiry
        self.idVersion = idVersion
        self.expectedGeneration = expectedGeneration
        self.isDryRun = isDryRun
        self.reason = reason
        self.operationID = operationID
    }
}

package struct RotatedKeyset: Sendable {
    package let keyset: Keyset
    package let generation: UInt64
    package let isDryRun: Bool

    package init(keyset: Keyset, generation: UInt64, isDryRun: Bool) {
        self.keyset = keyset
        self.generation = generation
        self.isDryRun = isDryRun
    }
}
