internal import Cashu
internal import CashuCrypto
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

/// The entries of requests that are signed together in the books, as the body of one write transaction. Written before
/// any signature leaves; a request that is repeated under its id is counted once.
///
/// What is refused has written nothing: the others of its transaction will be on the disk.
struct SigningAdmission: Sendable {
    let entries: [SigningEntry]
    let now: UInt64

    /// What all entries come to, until it is written.
    private struct Sums {
        var charges: [CurrencyUnit: [LimitCharge]] = [:]
        var counts: [SigningEntry.Key: UInt64] = [:]
    }

    /// - Returns: for each entry, why it is refused; `nil` when its signatures may leave.
    func perform(_ transaction: inout WriteTransaction) throws(KeysStoreError) -> [SignatoryError?] {
        if let pause = try transaction.pauseReason() {
            let refusal = SignatoryError(.readOnly, "signing is paused: \(pause)", retryAfterMilliseconds: 10_000)
            return entries.map { _ in refusal }
        }
        let states = try transaction.states(of: Set(entries.flatMap { $0.keysets.map(\.id) }))
        var sums = Sums()
        var refusals: [SignatoryError?] = []
        for entry in entries { refusals.append(try admit(entry, states, &sums, &transaction)) }
        for charge in sums.charges.values.joined() { try transaction.write(charge, at: now) }
        for (key, outputs) in sums.counts {
            try transaction.changeOne(
                "issued",
                """
                INSERT INTO issued (keyset_id, amount, outputs) VALUES (\(key.keysetID), \(key.amount), \(outputs))
                ON CONFLICT (keyset_id, amount) DO UPDATE SET outputs = outputs + excluded.outputs
                """)
        }
        return refusals
    }

    private func admit(
        _ entry: SigningEntry, _ states: [KeysetID: Int64], _ sums: inout Sums, _ transaction: inout WriteTransaction
    ) throws(KeysStoreError) -> SignatoryError? {
        // The keysets may have been rotated since they were looked at. Their row is what counts: no signature of an
        // inactive keyset is ever in the books.
        for keyset in entry.keysets where !Self.signs(keyset, states[keyset.id], for: entry.purpose) {
            return SignatoryError(.keysetInactive, "the keyset was changed a moment ago", keysetID: keyset.id)
        }
        if sums.charges[entry.unit] == nil {
            sums.charges[entry.unit] = try transaction.charges(of: entry.unit, at: now)
        }
        var charges = sums.charges[entry.unit] ?? []
        for index in charges.indices {
            guard let refusal = charges[index].add(entry, at: now) else { continue }
            // Limits are not for what was counted before.
            return switch try digest(of: entry.operation, &transaction) {
            case nil: refusal
            case entry.digest: nil
            default: Self.mismatch(entry)
            }
        }
        guard try isNew(entry, &transaction) else {
            return try digest(of: entry.operation, &transaction) == entry.digest ? nil : Self.mismatch(entry)
        }
        sums.charges[entry.unit] = charges
        sums.counts.merge(entry.counts, uniquingKeysWith: +)
        return nil
    }

    /// Whether the state is the one that was checked, or one in which the keyset signs for the purpose as well: melt
    /// change that is refused would be owed for ever, only because of a rotation in between.
    private static func signs(_ keyset: Keyset, _ state: Int64?, for purpose: SigningPurpose) -> Bool {
        if state == Int64(keyset.state.rawValue) { return true }
        return purpose == .meltChange && keyset.state == .active && state == Int64(KeysetState.draining.rawValue)
    }

    private func isNew(
        _ entry: SigningEntry, _ transaction: inout WriteTransaction
    ) throws(KeysStoreError) -> Bool {
        try !transaction.rows(
            """
            INSERT INTO signed_operation (id, digest, signed_at) VALUES (\(entry.operation), \(entry.digest), \(now))
            ON CONFLICT (id) DO NOTHING RETURNING number
            """
        ).isEmpty
    }

    /// What was signed under an id; `nil` when nothing was.
    private func digest(
        of operation: OperationID, _ transaction: inout WriteTransaction
    ) throws(KeysStoreError) -> FixedBytes<32>? {
        let row = try transaction.rows("SELECT digest FROM signed_operation WHERE id = \(operation)").first
        do throws(DatabaseError) { return try row?.fixedBytes(0) } catch { throw .database(error) }
    }

    private static func mismatch(_ entry: SigningEntry) -> SignatoryError {
        SignatoryError(.idempotencyMismatch, "operation \(entry.operation) signed something else before")
    }
}
