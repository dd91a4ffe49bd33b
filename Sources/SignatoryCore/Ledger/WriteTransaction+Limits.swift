internal import Cashu
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

/// A limit of the database.
struct StoredLimit: Sendable {
    /// An interval is looked at in this many parts: what is older than it by less than one part still counts.
    private static let parts: UInt64 = 24

    let number: UInt64
    let limit: SigningLimit

    /// The part of time that `now` is in.
    func bucketStart(at now: UInt64) -> UInt64 {
        let length = max(1, UInt64(limit.intervalSeconds) / Self.parts)
        return limit.intervalSeconds == 0 ? 0 : now - now % length
    }

    /// The oldest part that still counts.
    func firstBucket(at now: UInt64) -> UInt64 {
        guard limit.intervalSeconds > 0 else { return 0 }
        return bucketStart(at: now > UInt64(limit.intervalSeconds) ? now - UInt64(limit.intervalSeconds) : 0)
    }
}

extension WriteTransaction {
    /// Adds what is to be signed to every limit that it counts for.
    ///
    /// - Throws: `limitExceeded` when one of them does not allow it.
    mutating func charge(
        _ unit: CurrencyUnit, _ purpose: SigningPurpose, amount: UInt64, outputs: UInt64, at now: UInt64
    ) throws(KeysStoreError) {
        for stored in try limits(of: unit) {
            guard stored.limit.purpose == nil || stored.limit.purpose == purpose else { continue }
            let used = try used(stored, at: now)
            try stored.check(used, plus: amount, outputs, at: now)
            let (start, first) = (stored.bucketStart(at: now), stored.firstBucket(at: now))
            _ = try rows("DELETE FROM bucket WHERE limit_number = \(stored.number) AND start < \(first)")
            // The sum of all buckets is at most `Money.maximum`, so that of one is.
            try changeOne(
                "bucket",
                """
                INSERT INTO bucket (limit_number, start, amount, outputs)
                VALUES (\(stored.number), \(start), \(amount), \(outputs))
                ON CONFLICT (limit_number, start)
                DO UPDATE SET amount = amount + excluded.amount, outputs = outputs + excluded.outputs
                """)
        }
    }

    mutating func usedLimits(at now: UInt64) throws(KeysStoreError) -> [UsedLimit] {
        var limits: [UsedLimit] = []
        for stored in try self.limits(of: nil) { limits.append(try used(stored, at: now)) }
        return limits
    }

    /// In place of the one of the same unit, purpose and interval; what was signed under that one counts on.
    mutating func set(_ limit: SigningLimit) throws(KeysStoreError) {
        let purpose = Int64(limit.purpose?.rawValue ?? 0)
        if limit.isRemoval {
            let number: SQL = """
                SELECT number FROM signing_limit WHERE unit = \(limit.unit.name) AND purpose = \(purpose) \
                AND interval_s = \(limit.intervalSeconds)
                """
            _ = try rows("DELETE FROM bucket WHERE limit_number = (" + number + ")")
            guard try !rows("DELETE FROM signing_limit WHERE number = (" + number + ") RETURNING number").isEmpty else {
                throw .refused(.invalidArgument, "there is no such limit")
            }
            return
        }
        guard try limits(of: nil).count < SigningLimit.maximumCount else {
            throw .refused(.invalidArgument, "there are \(SigningLimit.maximumCount) limits already")
        }
        try changeOne(
            "limit",
            """
            INSERT INTO signing_limit (unit, purpose, interval_s, max_amount, max_outputs)
            VALUES (\(limit.unit.name), \(purpose), \(limit.intervalSeconds), \(limit.maximumAmount), \
            \(limit.maximumOutputs))
            ON CONFLICT (unit, purpose, interval_s)
            DO UPDATE SET max_amount = excluded.max_amount, max_outputs = excluded.max_outputs
            """)
    }

    /// - Parameter unit: `nil` for all.
    private mutating func limits(of unit: CurrencyUnit?) throws(KeysStoreError) -> [StoredLimit] {
        let found = try rows(
            """
            SELECT number, unit, purpose, interval_s, max_amount, max_outputs FROM signing_limit
            WHERE \(unit?.name) IS NULL OR unit = \(unit?.name) ORDER BY unit, purpose, interval_s
            """)
        do throws(DatabaseError) {
            return try found.map { (row) throws(DatabaseError) in
                let purpose = try row.integer(2)
                guard let interval = UInt32(exactly: try row.integer(3)),
                    purpose == 0 || UInt8(exactly: purpose).flatMap(SigningPurpose.init(rawValue:)) != nil
                else { throw .unreadable("a limit") }
                return StoredLimit(
                    number: try row.unsigned(0),
                    limit: SigningLimit(
                        unit: try row.unit(1), purpose: UInt8(exactly: purpose).flatMap(SigningPurpose.init(rawValue:)),
                        intervalSeconds: interval, maximumAmount: try row.optionalUnsigned(4),
                        maximumOutputs: try row.optionalUnsigned(5)))
            }
        } catch {
            throw .database(error)
        }
    }

    private mutating func used(_ stored: StoredLimit, at now: UInt64) throws(KeysStoreError) -> UsedLimit {
        let found = try rows(
            """
            SELECT amount, outputs FROM bucket
            WHERE limit_number = \(stored.number) AND start >= \(stored.firstBucket(at: now))
            """)
        do throws(DatabaseError) {
            var (amount, outputs): (UInt64, UInt64) = (0, 0)
            for row in found {
                amount = Money.add(amount, try row.unsigned(0)) ?? Money.maximum
                outputs = Money.add(outputs, try row.unsigned(1)) ?? Money.maximum
            }
            return UsedLimit(limit: stored.limit, amount: amount, outputs: outputs)
        } catch {
            throw .database(error)
        }
    }
}

extension StoredLimit {
    fileprivate func check(
        _ used: UsedLimit, plus amount: UInt64, _ outputs: UInt64, at now: UInt64
    ) throws(KeysStoreError) {
        let sums = (amount: Money.add(used.amount, amount), outputs: Money.add(used.outputs, outputs))
        let isWithin = { (sum: UInt64?, maximum: UInt64?) in
            guard let sum else { return false }
            return maximum.map { sum <= $0 } ?? true
        }
        guard isWithin(sums.amount, limit.maximumAmount), isWithin(sums.outputs, limit.maximumOutputs) else {
            let wait = min(60_000, UInt64(limit.intervalSeconds) * 1_000 / Self.parts)
            throw .refused(
                SignatoryError(
                    .limitExceeded, "the limit is reached: \(limit)", retryAfterMilliseconds: UInt32(wait)))
        }
    }
}
