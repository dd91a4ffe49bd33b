internal import Cashu
internal import SignatoryAPI

/// When the signatory rotates on its own.
package struct RotationSchedule: Sendable, Equatable {
    /// The age at which an active keyset is rotated away.
    package let everySeconds: UInt64
    package let drainSeconds: UInt64
    /// From the rotation to the final expiry of the new keyset; `nil` for none.
    package let lifeSeconds: UInt64?

    /// An hour; less would leave thousands of keysets behind.
    package static let minimumSeconds: UInt64 = 3_600

    package init(
        everySeconds: UInt64, drainSeconds: UInt64 = KeysetRotation.defaultDrainSeconds, lifeSeconds: UInt64? = nil
    ) {
        self.everySeconds = everySeconds
        self.drainSeconds = drainSeconds
        self.lifeSeconds = lifeSeconds
    }

    func isDue(_ keyset: Keyset, at now: UInt64) -> Bool {
        now >= keyset.createdAt && now - keyset.createdAt >= everySeconds
    }

    /// A keyset like the one before.
    func rotation(after keyset: Keyset, of publication: KeysetPublication, at now: UInt64) -> KeysetRotation {
        KeysetRotation(
            unit: keyset.unit, inputFeePPK: keyset.inputFeePPK, amounts: keyset.keys.amounts,
            finalExpiry: lifeSeconds.flatMap { Money.add(now, $0) }, idVersion: keyset.id.version,
            drainSeconds: drainSeconds, expectedGeneration: publication.generation, reason: "schedule")
    }
}
