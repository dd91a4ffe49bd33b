internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import SignatoryAPI
internal import Storage

/// One rotation, as the body of one write transaction. It may run again: a rotation that is already recorded under its
/// operation id is answered and not repeated.
struct RotationWork: Sendable {
    struct Outcome: Sendable {
        let rotated: RotatedKeyset
        /// Of the database after it.
        let publication: KeysetPublication
        /// Whether this very run made the keyset.
        let isNew: Bool
    }

    let rotation: KeysetRotation
    let master: MasterKey
    let auditKey: MessageKey
    /// Who rotates, as the audit log names him.
    let actor: String
    /// For a unit without an active keyset.
    let defaultAmounts: [UInt64]
    let now: UInt64

    func perform(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> Outcome {
        let current = try transaction.authenticPublication(of: master.identity.publicKey)
        if let recorded = try transaction.recordedRotation(rotation.operationID) {
            return try repeated(recorded, current)
        }
        guard [0, current.generation].contains(rotation.expectedGeneration) else {
            throw .refused(
                .staleGeneration,
                "the keysets are at generation \(current.generation), not \(rotation.expectedGeneration): look again")
        }
        let drainUntil = try drainUntil()
        let active = current.keysets.last { $0.unit == rotation.unit && $0.state == .active }
        let keyset = try newKeyset(adopting: active?.keys.amounts ?? defaultAmounts, &transaction)
        guard current.keysets.count < KeysetPublication.maximumKeysets else {
            throw .refused(.limitExceeded, "there are \(current.keysets.count) keysets, no publication holds more")
        }
        if rotation.isDryRun {
            let rotated = RotatedKeyset(keyset: keyset, generation: current.generation, isDryRun: true)
            return Outcome(rotated: rotated, publication: current, isNew: false)
        }
        if let active {
            try transaction.setState(
                drainUntil == nil ? .inactive : .draining, of: active.id, drainUntil: drainUntil, at: now)
        }
        try transaction.insert(keyset)
        let next = try transaction.publish(master.identity)
        let record = RecordedRotation(digest: digest, keysetID: keyset.id, generation: next.generation)
        try transaction.record(record, as: rotation.operationID, reason: rotation.reason, at: now)
        try transaction.append(.rotated(keyset, reason: rotation.reason), by: actor, auditKey, at: now)
        let rotated = RotatedKeyset(keyset: keyset, generation: next.generation, isDryRun: false)
        return Outcome(rotated: rotated, publication: next, isNew: true)
    }

    /// `nil` when the old keyset is not to drain.
    private func drainUntil() throws(KeysStoreError) -> UInt64? {
        if rotation.drainSeconds == 0 { return nil }
        guard rotation.drainSeconds <= KeysetRotation.maximumDrainSeconds,
            let end = Money.add(now, rotation.drainSeconds)
        else {
            throw .refused(
                .invalidArgument, "a keyset drains for at most \(KeysetRotation.maximumDrainSeconds) seconds")
        }
        return end
    }

    private func newKeyset(
        adopting amounts: [UInt64], _ transaction: inout WriteTransaction
    ) throws(KeysStoreError) -> Keyset {
        let plan: KeysetPlan
        do throws(SignatoryError) {
            plan = try KeysetPlan(
                unit: rotation.unit, inputFeePPK: rotation.inputFeePPK,
                amounts: rotation.amounts.isEmpty ? amounts : rotation.amounts, finalExpiry: rotation.finalExpiry,
                idVersion: rotation.idVersion, now: now)
        } catch {
            throw .refused(error)
        }
        return try transaction.keyset(plan, master, at: now)
    }

    private func repeated(
        _ recorded: RecordedRotation, _ current: KeysetPublication
    ) throws(KeysStoreError) -> Outcome {
        guard recorded.digest == digest else {
            throw .refused(
                .idempotencyMismatch, "operation \(rotation.operationID) was another rotation: use a new id")
        }
        guard let keyset = current.keysets.first(where: { $0.id == recorded.keysetID }) else {
            throw .refused(.internalFailure, "operation \(rotation.operationID) has no keyset")
        }
        let rotated = RotatedKeyset(keyset: keyset, generation: recorded.generation, isDryRun: false)
        return Outcome(rotated: rotated, publication: current, isNew: false)
    }

    /// Of all that was asked, in a form of fixed order and explicit lengths.
    private var digest: FixedBytes<32> {
        var hash = SHA256()
        hash.update("cashu-signatory/rotation/v1")
        for text in [rotation.unit.name, rotation.reason] {
            hash.update(Self.bigEndian(UInt64(text.utf8.count)))
            hash.update(text)
        }
        let numbers: [UInt64] = [
            rotation.inputFeePPK, rotation.finalExpiry == nil ? 0 : 1, rotation.finalExpiry ?? 0,
            UInt64(rotation.idVersion.rawValue), rotation.drainSeconds, rotation.expectedGeneration,
            UInt64(rotation.amounts.count),
        ]
        for number in numbers + rotation.amounts { hash.update(Self.bigEndian(number)) }
        return hash.finish()
    }

    private static func bigEndian(_ number: UInt64) -> FixedBytes<8> {
        FixedBytes { UInt8(truncatingIfNeeded: number >> (8 * (7 - UInt64($0)))) }
    }
}

extension WriteTransaction {
    /// Derives what a plan describes at the unit's next index, and writes nothing.
    mutating func keyset(_ plan: KeysetPlan, _ master: MasterKey, at now: UInt64) throws(KeysStoreError) -> Keyset {
        let index = try nextDerivationIndex(plan.unit)
        do throws(DerivationError) {
            return try master.keyset(plan, index: index, createdAt: now)
        } catch {
            // Once in 2^127 times; the operator would have to raise the counter.
            throw .refused(.internalFailure, "unit \(plan.unit) has no keys at index \(index): \(error)")
        }
    }
}
