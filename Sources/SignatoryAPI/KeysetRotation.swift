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
    /// How long the keyset that was active still signs the change of melts under way (NUT-08); with 0 it is INACTIVE
    /// at once, and a payment in flight loses its change. At most `maximumDrainSeconds`.
    package let drainSeconds: UInt64
    /// The generation the operator looked at; 0 for whatever is current. Two rotations that expect the same
    /// generation cannot both succeed.
    package let expectedGeneration: UInt64
    /// Derives and reports the keyset without making it.
    package let isDryRun: Bool
    package let reason: String
    /// Repeating a rotation under its id returns the keyset that it made.
    package let operationID: OperationID

    /// 30 days: longer than a payment can be in flight.
    package static let defaultDrainSeconds: UInt64 = 2_592_000
    /// 365 days.
    package static let maximumDrainSeconds: UInt64 = 31_536_000

    package init(
        unit: CurrencyUnit, inputFeePPK: UInt64, amounts: [UInt64] = [], finalExpiry: UInt64? = nil,
        idVersion: KeysetIDVersion = .version2, drainSeconds: UInt64 = Self.defaultDrainSeconds,
        expectedGeneration: UInt64 = 0, isDryRun: Bool = false, reason: String = "",
        operationID: OperationID = OperationID()
    ) {
        self.unit = unit
        self.inputFeePPK = inputFeePPK
        self.amounts = amounts
        self.finalExpiry = finalExpiry
        self.idVersion = idVersion
        self.drainSeconds = drainSeconds
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
