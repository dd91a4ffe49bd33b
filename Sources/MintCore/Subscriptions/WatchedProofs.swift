/// Has all watched proofs looked at every few seconds: what other processes on the database do with proofs is announced
/// by nobody. A look costs nothing when nobody watches.
struct WatchedProofs: Sendable {
    private let services: Services

    /// Were all looked at at once, what wallets ask would wait behind a thousand looks.
    private static let mostSlices = 50

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled.
    func run() async {
        var turn = 0
        while !Task.isCancelled {
            let slices = max(1, min(Self.mostSlices, services.watchers.watcherCount))
            let interval = services.settings.recoveryIntervalMilliseconds
            await services.clock.sleep(milliseconds: max(1, interval / UInt64(slices)))
            services.watchers.sweepAll(slice: turn % slices, of: slices)
            turn &+= 1
        }
    }
}
