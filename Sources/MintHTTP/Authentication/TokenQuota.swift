internal import MintAuth
internal import Synchronization

/// How many blind tokens each user may have signed (NUT-22). Who the users are stays in memory.
final class TokenQuota: Sendable {
    /// Users that are remembered; those that were quiet longest are forgotten.
    private static let maximumRemembered = 20_000
    private static let nanosecondsPerMinute: UInt64 = 60_000_000_000

    /// `nil` for no limit.
    private let rate: BucketRate?
    private let now: @Sendable () -> UInt64
    private let buckets = Mutex(RequestBuckets<ClearUser>(maximumCount: maximumRemembered))

    /// - Parameter now: nanoseconds of a clock that never goes back.
    init(_ settings: AuthenticationSettings, now: @escaping @Sendable () -> UInt64 = ClientGate.uptime) {
        self.now = now
        let perMinute = settings.blindTokensPerMinute
        // As many as one request may ask for must come together some time.
        rate =
            perMinute == 0
            ? nil
            : BucketRate(
                nanosecondsPerToken: max(1, Self.nanosecondsPerMinute / perMinute),
                burst: max(perMinute, UInt64(settings.maximumBlindTokens)))
    }

    /// Takes so many tokens from what the user may have, or says after how many seconds they will be there.
    func refusal(_ user: ClearUser, count: Int) -> UInt64? {
        guard let rate else { return nil }
        let now = now()
        return buckets.withLock { buckets in
            let wait = buckets.wait(user, rate, cost: UInt64(count), now: now)
            guard wait == 0 else { return (wait + 999_999_999) / 1_000_000_000 }
            buckets.take(user, rate, cost: UInt64(count), now: now)
            return nil
        }
    }

    /// Those were not signed, or not given out.
    func giveBack(_ user: ClearUser, count: Int) {
        guard let rate else { return }
        let now = now()
        buckets.withLock { $0.giveBack(user, rate, cost: UInt64(count), now: now) }
    }
}
