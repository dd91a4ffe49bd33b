internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// An offer of the fake: somebody pays it once after its delay, as an invoice is paid, and whoever is told to pays it
/// again.
struct FakeOffer {
    let offer: Bolt12Offer
    /// What arrives by itself, and when; an offer that expires first never gets it.
    let first: FakeReceipt

    /// - Returns: `nil` for a payment that comes too late.
    func accepted(_ receipt: FakeReceipt) -> FakeReceipt? {
        receipt.isEver(before: offer.absoluteExpiry) ? receipt : nil
    }
}

/// A payment that arrives at a time.
struct FakeReceipt {
    let payment: ReceivedPayment
    /// Unix seconds.
    let paidAt: UInt64

    func isEver(before expiry: UInt64?) -> Bool { expiry.map { paidAt < $0 } ?? true }
}
