internal import Cashu
internal import CashuStorage
internal import SignatoryAPI
internal import Storage

extension WriteTransaction {
    /// The limits of a unit, with what counts for them already.
    mutating func charges(of unit: CurrencyUnit, at now: UInt64) throws(KeysStoreError) -> [LimitCharge] {
        var charges: [LimitCharge] = []
        for stored in try limits(of: unit) { charges.append(LimitCharge(stored, try used(stored, at: now))) }
        return charges
    }

    mutating func write(_ charge: LimitCharge, at now: UInt64) throws(KeysStoreError) {
        guard charge.outputs > 0 else { return }
        let stored = charge.stored
        let (start, first) = (stored.bucketStart(at: now), stored.firstBucket(at: now))
        _ = try rows("DELETE FROM bucket WHERE limit_number = \(stored.number) AND start < \(first)")
        // The sum of all buckets is at most `Money.maximum`, so that of one is.
        try changeOne(
            "bucket",
            """
            INSERT INTO bucket (limit_number, start, amount, outputs)
            VALUES (\(stored.number), \(start), \(charge.amount), \(charge.outputs))
            ON CONFLICT (limit_number, start)
            DO UPDATE SET amount = amount + excluded.amount, outputs = outputs + excluded.outputs
            """)
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
