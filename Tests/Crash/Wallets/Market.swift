import Synchronization

/// Invoices of this mint that are waiting for a wallet to pay them out of the mint.
final class Market: Sendable {
    private let offers = Mutex<[Invoice]>([])

    /// Old ones have expired, or will have by the time that somebody takes them.
    private static let most = 8

    func offer(_ invoice: Invoice) {
        offers.withLock { offers in
            offers.append(invoice)
            if offers.count > Self.most { offers.removeFirst() }
        }
    }

    /// The newest.
    func take() -> Invoice? { offers.withLock { $0.popLast() } }
}
