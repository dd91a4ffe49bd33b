internal import Cashu
internal import SignatoryAPI

/// What is to be added to what a limit has counted. Written once, for all requests of a transaction.
struct LimitCharge {
    let stored: StoredLimit
    private let used: UsedLimit
    private(set) var amount: UInt64 = 0
    private(set) var outputs: UInt64 = 0

    init(_ stored: StoredLimit, _ used: UsedLimit) {
        self.stored = stored
        self.used = used
    }

    /// - Returns: `limitExceeded` when the limit does not allow it. Then nothing was added.
    mutating func add(_ entry: SigningEntry, at now: UInt64) -> SignatoryError? {
        let limit = stored.limit
        guard limit.purpose == nil || limit.purpose == entry.purpose else { return nil }
        guard let amount = Money.add(self.amount, entry.sum), let outputs = Money.add(self.outputs, entry.outputs),
            Self.isWithin(Money.add(used.amount, amount), limit.maximumAmount),
            Self.isWithin(Money.add(used.outputs, outputs), limit.maximumOutputs)
        else {
            let wait = min(60_000, UInt64(limit.intervalSeconds) * 1_000 / StoredLimit.parts)
            return SignatoryError(
                .limitExceeded, "the limit is reached: \(limit)", retryAfterMilliseconds: UInt32(wait))
        }
        (self.amount, self.outputs) = (amount, outputs)
        return nil
    }

    /// - Parameter maximum: `nil` for what money can be at all.
    private static func isWithin(_ sum: UInt64?, _ maximum: UInt64?) -> Bool {
        guard let sum else { return false }
        return maximum.map { sum <= $0 } ?? true
    }
}
