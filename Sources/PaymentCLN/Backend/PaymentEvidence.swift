internal import CashuCrypto
internal import PaymentAPI

/// What `listpays` shows of a payment hash, weighed for one attempt.
struct PaymentEvidence {
    /// What is known of the order beside it.
    enum Order {
        /// The node answered with an error that is an end.
        case ended(NodeError)
        /// The node may be at it. It tries nothing more `limit` seconds after it began. When that was, is known from
        /// two clocks: the node's, by which `created_at` is compared with `now`, and this process's own, by which the
        /// order is `age` seconds old at least: `now` may be ahead.
        case open(now: UInt64, age: UInt64, limit: UInt64)
    }

    let payments: [NodePayment]
    let paymentHash: FixedBytes<32>
    let mark: PaymentMark

    enum Verdict: Equatable {
        case outcome(PaymentOutcome)
        /// The node says that it is paid and shows no proof of it.
        case withoutProof(String)
    }

    /// Whether the hash is paid, or may be, is said whichever attempt did it. That this attempt failed is only said by
    /// payments which began after its mark, or by the node about the order itself.
    func verdict(_ order: Order) -> Verdict {
        if let complete = payments.first(where: { $0.status == .complete }) { return settled(complete) }
        if payments.contains(where: { $0.status == .pending }) { return .outcome(.inFlight) }
        let own = payments.filter { payment in payment.created_index.map { $0 > mark.value } ?? false }
        let isUncertain = payments.contains { $0.created_index == nil }
        switch order {
        case .ended(let error) where error.weight == .final:
            return .outcome(.failed(ConfirmedFailure(reason: error.description)))
        case .ended(let error):
            guard !own.isEmpty else { return .outcome(.unknown("\(error), and there is no record of it")) }
            return .outcome(.failed(ConfirmedFailure(reason: error.description)))
        case .open(let now, let age, let limit):
            guard let newest = own.map(\.created_at).max() else {
                return .outcome(isUncertain ? .unknown("the node does not number its payments") : .notFound)
            }
            // All have failed so far; until its time is over the node may send more.
            let (end, isNever) = newest.addingReportingOverflow(limit)
            guard !isNever, now > end else { return .outcome(.inFlight) }
            guard age > limit else {
                return .outcome(.unknown("all parts failed, and it is not long enough known that nobody pays any more"))
            }
            return .outcome(.failed(ConfirmedFailure(reason: "all parts failed, and the node's time to try is over")))
        }
    }

    private func settled(_ payment: NodePayment) -> Verdict {
        guard let preimage = payment.preimage?.bytes, SHA256.hash(preimage.bytes) == paymentHash else {
            return .withoutProof("the preimage of a complete payment does not fit its hash")
        }
        guard let spent = payment.amount_sent_msat?.value else {
            return .withoutProof("a complete payment without its cost")
        }
        return .outcome(.settled(Settlement(preimage: preimage, spentMsat: spent)))
    }
}
