package import Cashu
package import CashuCrypto

/// How far a node had counted its payments at some moment: whatever it numbered later was begun later. Taken, and stored
/// by the mint, before the node is asked to pay, so that a failure of an earlier attempt for the same invoice, by whom
/// ever, is not taken for one of this attempt.
package struct PaymentMark: Sendable, Equatable {
    /// The greatest number the node has given: `created_index` of Core Lightning's `sendpays`, LND's `payment_index`.
    package let value: UInt64
    /// Which records these numbers are of: a hash of the node's identity, and of whatever says that nothing was deleted
    /// from them since. Where the node's answers are of other records, that they hold no success says nothing.
    /// `nil` for a backend that does not number its payments.
    package let records: FixedBytes<32>?

    package init(_ value: UInt64, of records: FixedBytes<32>? = nil) {
        self.value = value
        self.records = records
    }

    /// Before every payment of the node.
    package static let start = PaymentMark(0)
    /// After every payment that a node can make: no failure counts. For an attempt whose mark is not known.
    package static let never = PaymentMark(Money.maximum)
}

/// One attempt to pay, about which a backend is asked.
package struct PaymentAttempt: Sendable, Equatable {
    /// By it a backend that keeps such ids tells attempts apart.
    package let id: OperationID
    package let paymentHash: FixedBytes<32>
    /// By it a backend that numbers its payments tells attempts apart.
    package let mark: PaymentMark

    package init(id: OperationID, paymentHash: FixedBytes<32>, mark: PaymentMark) {
        self.id = id
        self.paymentHash = paymentHash
        self.mark = mark
    }
}
