internal import Cashu
internal import MintStore
internal import Storage

/// Hears of melts that other processes on the same database have ended, and wakes the requests that wait for them here.
/// A notice may be lost; who waits then gets the quote as it is in the end.
struct ForeignEndings: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled or the database is closed.
    func run() async {
        for await notice in services.database.listen() {
            // What this process ends itself it announces with the reason.
            guard let ended = MeltNotice(notice), ended.owner != services.database.owner else { continue }
            services.endings.announce(
                ended.isPaid ? .paid : .failed(.refused(.paymentFailed, "the payment failed")), of: ended.operation)
        }
    }
}
