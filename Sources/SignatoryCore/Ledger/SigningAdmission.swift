internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

/// The entry of one signing request in the books, as the body of one write transaction. Written before any signature
/// leaves; a request that is repeated under its id is counted once.
struct SigningAdmission: Sendable {
    private struct Key: Hashable {
        let keysetID: KeysetID
        let amount: UInt64
    }

    private let operation: OperationID
    private let purpose: SigningPurpose
    /// Of all that is to be signed.
    private let digest: FixedBytes<32>
    private let counts: [(key: Key, outputs: UInt64)]
    /// The keysets as the checks before saw them.
    private let keysets: [Keyset]
    private let unit: CurrencyUnit
    private let sum: UInt64
    private let outputs: UInt64
    private let now: UInt64

    /// - Precondition: `tasks` is not empty, and of one unit.
    init(_ request: SigningRequest, _ tasks: [SigningTask], now: UInt64) {
        operation = request.operationID
        purpose = request.purpose
        digest = request.digest
        var counts: [Key: UInt64] = [:]
        var keysets: [KeysetID: Keyset] = [:]
        for task in tasks {
            counts[Key(keysetID: task.output.keysetID, amount: task.output.amount), default: 0] += 1
            keysets[task.keyset.id] = task.keyset
        }
        self.counts = counts.map { ($0.key, $0.value) }
        self.keysets = Array(keysets.values)
        unit = tasks[0].keyset.unit
        sum = Money.sum(request.outputs.map(\.amount)) ?? Money.maximum
        outputs = UInt64(request.outputs.count)
        self.now = now
    }

    func perform(_ transaction: inout WriteTransaction) throws(KeysStoreError) {
        try checkAllowed(&transaction)
        if try isRepetition(&transaction) { return }
        try transaction.charge(unit, purpose, amount: sum, outputs: outputs, at: now)
        try transaction.changeOne(
            "operation",
            "INSERT INTO signed_operation (id, digest, signed_at) VALUES (\(operation), \(digest), \(now))")
        for (key, outputs) in counts {
            try transaction.changeOne(
                "issued",
                """
                INSERT INTO issued (keyset_id, amount, outputs) VALUES (\(key.keysetID), \(key.amount), \(outputs))
                ON CONFLICT (keyset_id, amount) DO UPDATE SET outputs = outputs + excluded.outputs
                """)
        }
    }

    /// The keysets may have been rotated since they were looked at. Their row is what counts: no signature of an
    /// inactive keyset is ever in the books.
    private func checkAllowed(_ transaction: inout WriteTransaction) throws(KeysStoreError) {
        if let pause = try transaction.pauseReason() {
            throw .refused(
                SignatoryError(.readOnly, "signing is paused: \(pause)", retryAfterMilliseconds: 10_000))
        }
        for keyset in keysets {
            let row = try transaction.rows("SELECT state FROM keyset WHERE id = \(keyset.id)").first
            let state: Int64?
            do throws(DatabaseError) { state = try row?.integer(0) } catch { throw .database(error) }
            guard state == Int64(keyset.state.rawValue) else {
                throw .refused(
                    SignatoryError(.keysetInactive, "the keyset was changed a moment ago", keysetID: keyset.id))
            }
        }
    }

    private func isRepetition(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> Bool {
        let row = try transaction.rows("SELECT digest FROM signed_operation WHERE id = \(operation)").first
        guard let row else { return false }
        let known: FixedBytes<32>
        do throws(DatabaseError) { known = try row.fixedBytes(0) } catch { throw .database(error) }
        guard known == digest else {
            throw .refused(.idempotencyMismatch, "operation \(operation) signed something else before")
        }
        return true
    }
}

extension SigningRequest {
    /// SHA-256 of all that is asked, in a form of fixed order and explicit lengths.
    var digest: FixedBytes<32> {
        var hash = SHA256()
        hash.update("cashu-signatory/signing/v1")
        hash.update(UInt64(purpose.rawValue).bigEndianBytes)
        hash.update(UInt64(outputs.count).bigEndianBytes)
        for output in outputs {
            hash.update(output.amount.bigEndianBytes)
            hash.update(UInt64(output.keysetID.bytes.count).bigEndianBytes)
            hash.update(output.keysetID.bytes)
            hash.update(output.point.bytes)
        }
        return hash.finish()
    }
}

extension UInt64 {
    var bigEndianBytes: [UInt8] { (0..<8).map { UInt8(truncatingIfNeeded: self >> (8 * (7 - UInt64($0)))) } }
}
