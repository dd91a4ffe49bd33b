internal import Cashu
internal import Logging
internal import MintStore
internal import Storage

/// Hears of melts that other processes on the same database have ended, and wakes the requests that wait for them here.
/// A notice may be lost; who waits then gets the PENDING quote in the end.
struct ForeignEndings: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    /// Until the task is cancelled or the database is closed.
    func run() async {
        for await notice in services.database.listen() {
            guard let ended = MeltNotice(notice), ended.owner != services.database.owner,
                services.endings.isWatched(ended.operation)
            else { continue }
            await announce(ended)
        }
    }

    private func announce(_ ended: MeltNotice) async {
        do throws(MintFailure) {
            let quote = try await services.meltQuote(ended.quoteID)
            let ending: MeltEnding =
                quote.state == .paid ? .paid : .failed(.refused(.paymentFailed, "the payment failed"))
            services.endings.announce(ending, of: ended.operation)
        } catch {
            services.logger.warning("a melt that is over could not be read", metadata: ["error": "\(error)"])
        }
    }
}
