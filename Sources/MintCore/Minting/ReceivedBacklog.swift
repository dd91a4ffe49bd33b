internal import CashuCrypto
internal import PaymentAPI

/// What a backend told and is not in the books yet, and from it the place among its payments up to which all is done.
struct ReceivedBacklog {
    struct Entry: Sendable {
        let payment: ReceivedPayment
        /// When it was told.
        let since: UInt64
        /// When the backend first answered that there is no such payment.
        var missingSince: UInt64?
    }

    private static let capacity = 1_000

    /// In the order in which they are tried.
    private(set) var waiting: [Entry] = []
    /// The number of the last payment that was told.
    private(set) var newest: UInt64?
    /// Whose payments and numbers these are.
    private(set) var node: FixedBytes<32>?

    /// Whether to listen no further for now: the backend keeps what comes, so that nothing here grows without bound.
    var isFull: Bool { waiting.count >= Self.capacity }

    /// The last number before which, itself included, there is nothing left to do.
    var place: UInt64? {
        guard let first = waiting.compactMap(\.payment.index).min() else { return newest }
        return first > 0 ? first - 1 : nil
    }

    /// What another node told, this one cannot show.
    mutating func begin(after index: UInt64?, of node: FixedBytes<32>? = nil) {
        if node != self.node { waiting = [] }
        (newest, self.node) = (index, node)
    }

    /// - Parameter isOpen: whether something is left to do about it.
    mutating func add(_ payment: ReceivedPayment, isOpen: Bool, at now: UInt64) {
        if let index = payment.index { newest = max(index, newest ?? 0) }
        guard isOpen, !waiting.contains(where: { $0.payment.paymentHash == payment.paymentHash }) else { return }
        waiting.append(Entry(payment: payment, since: now))
    }

    /// The backend answers that there is no such payment.
    /// - Returns: since when it does.
    mutating func miss(_ paymentHash: FixedBytes<32>, at now: UInt64) -> UInt64 {
        guard let position = position(of: paymentHash) else { return now }
        let since = waiting[position].missingSince ?? now
        waiting[position].missingSince = since
        return since
    }

    /// The others are tried before it.
    mutating func putLast(_ paymentHash: FixedBytes<32>) {
        if let position = position(of: paymentHash) { waiting.append(waiting.remove(at: position)) }
    }

    private func position(of paymentHash: FixedBytes<32>) -> Int? {
        waiting.firstIndex { $0.payment.paymentHash == paymentHash }
    }

    mutating func close(_ paymentHash: FixedBytes<32>) { waiting.removeAll { $0.payment.paymentHash == paymentHash } }
}
