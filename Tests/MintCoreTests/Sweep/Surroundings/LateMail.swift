import Lightning
import PaymentAPI
import Synchronization

/// Orders to pay that are on their way to the backend while it says that it knows nothing of them.
final class LateMail: Sendable {
    /// The description of an invoice for which no order ever arrives.
    static let lost = "lost on the way"
    /// Of one for which the order arrives after the backend was asked about it for the first time.
    static let late = "late"

    private let orders = Mutex<[OutgoingPayment]>([])

    /// - Returns: whether the order is not delivered at once.
    func takes(_ order: OutgoingPayment) -> Bool {
        guard case .bolt11(let invoice) = order.request else { return false }
        if invoice.description == Self.late { orders.withLock { $0.append(order) } }
        return [Self.lost, Self.late].contains(invoice.description)
    }

    func deliver(to backend: some PaymentBackend) async {
        let due = orders.withLock { orders in
            defer { orders = [] }
            return orders
        }
        for order in due { _ = await backend.pay(order) }
    }
}
