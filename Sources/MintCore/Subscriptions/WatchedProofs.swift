/// Has all watched proofs looked at every few seconds: what other processes on the database do with proofs is announced
/// by nobody. A look costs nothing when nobody watches.
struct WatchedProofs: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            await services.clock.sleep(milliseconds: services.settings.recoveryIntervalMilliseconds)
            services.watchers.sweep(.all)
        }
    }
}
