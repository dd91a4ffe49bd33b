internal import Synchronization

/// Counts what each client asks for, and says when it is too much.
final class ClientGate: Sendable {
    private struct State {
        var buckets: RequestBuckets<ClientPrefix>
        var webSockets: [ClientPrefix: Int] = [:]
    }

    let limits: ClientLimits
    /// Of a client, and of a network; `nil` for no limit.
    private let rates: [BucketRate]?
    private let now: @Sendable () -> UInt64
    private let state: Mutex<State>

    /// - Parameter now: nanoseconds of a clock that never goes back.
    init(_ limits: ClientLimits, now: @escaping @Sendable () -> UInt64 = ClientGate.uptime) {
        self.limits = limits
        self.now = now
        rates = Self.rates(limits)
        state = Mutex(State(buckets: RequestBuckets(maximumCount: limits.maximumRemembered)))
    }

    private static func rates(_ limits: ClientLimits) -> [BucketRate]? {
        guard limits.requestsPerSecond > 0 else { return nil }
        let perSecond = max(0.001, limits.requestsPerSecond)
        return [1, limits.networkFactor].map { factor in
            BucketRate(
                nanosecondsPerToken: max(1, UInt64(1_000_000_000 / (perSecond * Double(factor)))),
                burst: limits.burst * factor)
        }
    }

    static let uptime: @Sendable () -> UInt64 = {
        let start = ContinuousClock.now
        return {
            let (seconds, attoseconds) = start.duration(to: .now).components
            return UInt64(seconds) * 1_000_000_000 + UInt64(attoseconds / 1_000_000_000)
        }
    }()

    private func isFree(_ client: Client) -> Bool { client.isLocal && !limits.includesLocal }

    /// Takes a request in, or says after how many seconds it may come again. What is refused costs nothing.
    func refusal(_ client: Client, cost: UInt64) -> UInt64? {
        guard let rates, cost > 0, !isFree(client) else { return nil }
        let now = now()
        return state.withLock { state in
            let wait = zip(client.prefixes, rates).map { state.buckets.wait($0, $1, cost: cost, now: now) }.max() ?? 0
            for (prefix, rate) in zip(client.prefixes, rates) {
                // Taking nothing keeps who is refused from being forgotten.
                state.buckets.take(prefix, rate, cost: wait == 0 ? cost : 0, now: now)
            }
            return wait == 0 ? nil : (wait + 999_999_999) / 1_000_000_000
        }
    }

    /// For what turned out to be more than it looked: paid by the requests that follow.
    func charge(_ client: Client, cost: UInt64) {
        guard let rates, cost > 0, !isFree(client) else { return }
        let now = now()
        state.withLock { state in
            for (prefix, rate) in zip(client.prefixes, rates) {
                state.buckets.take(prefix, rate, cost: cost, now: now)
            }
        }
    }

    /// - Returns: whether there is one more for this client; `closeWebSocket` gives it back.
    func openWebSocket(_ client: Client) -> Bool {
        guard !isFree(client) else { return true }
        let most = [limits.maximumWebSockets, limits.maximumWebSockets * Int(limits.networkFactor)]
        return state.withLock { state in
            let places = zip(client.prefixes, most)
            guard places.allSatisfy({ state.webSockets[$0, default: 0] < $1 }) else { return false }
            for (prefix, _) in places { state.webSockets[prefix, default: 0] += 1 }
            return true
        }
    }

    func closeWebSocket(_ client: Client) {
        guard !isFree(client) else { return }
        state.withLock { state in
            for prefix in client.prefixes {
                let count = state.webSockets[prefix, default: 0] - 1
                state.webSockets[prefix] = count > 0 ? count : nil
            }
        }
    }

    /// How much is remembered.
    var size: (buckets: Int, webSockets: Int) { state.withLock { ($0.buckets.count, $0.webSockets.count) } }
}
