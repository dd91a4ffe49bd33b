/// How fast a kind of client may go.
struct BucketRate {
    let nanosecondsPerToken: UInt64
    let burst: UInt64

    var depth: UInt64 { nanosecondsPerToken * burst }
}

/// Token buckets of a fixed number of clients at most.
///
/// A bucket is one moment: when it would be full again. It is the generic cell rate algorithm (ITU-T I.371), which
/// admits what a bucket of tokens admits. A full bucket needs no memory.
struct RequestBuckets<Key: Hashable> {
    /// Two generations: the younger one grows to its half of the room and then becomes the older one, whose buckets
    /// are dropped. Who asks moves to the younger one. So no list has to be kept in order.
    private var young: [Key: UInt64] = [:]
    private var old: [Key: UInt64] = [:]
    private let half: Int

    init(maximumCount: Int) { half = max(1, maximumCount / 2) }

    var count: Int { young.count + old.count }

    /// How long until a bucket has this many tokens; 0 when it has them.
    func wait(_ key: Key, _ rate: BucketRate, cost: UInt64, now: UInt64) -> UInt64 {
        let level = filled(key, now) + min(cost, rate.burst) * rate.nanosecondsPerToken - now
        return level > rate.depth ? level - rate.depth : 0
    }

    /// Takes tokens, whether they are there or not. Nobody goes deeper into debt than one bucket.
    mutating func take(_ key: Key, _ rate: BucketRate, cost: UInt64, now: UInt64) {
        let (price, isTooMuch) = cost.multipliedReportingOverflow(by: rate.nanosecondsPerToken)
        let most = now + 2 * rate.depth
        set(key, isTooMuch || price > most ? most : min(most, filled(key, now) + price))
    }

    /// Tokens that were taken and not used.
    mutating func giveBack(_ key: Key, _ rate: BucketRate, cost: UInt64, now: UInt64) {
        let (price, isTooMuch) = cost.multipliedReportingOverflow(by: rate.nanosecondsPerToken)
        let level = filled(key, now)
        set(key, isTooMuch || price > level - now ? now : level - price)
    }

    private mutating func set(_ key: Key, _ moment: UInt64) {
        old[key] = nil
        young[key] = moment
        guard young.count >= half else { return }
        old = young
        young = [:]
    }

    private func filled(_ key: Key, _ now: UInt64) -> UInt64 { max(now, young[key] ?? old[key] ?? 0) }
}
