internal import SignatoryAPI

/// A limit of the database.
struct StoredLimit: Sendable {
    /// An interval is looked at in this many parts: what is older than it by less than one part still counts.
    static let parts: UInt64 = 24

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
