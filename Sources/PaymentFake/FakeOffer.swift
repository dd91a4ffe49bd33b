internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// An offer of the fake: somebody pays it once after its delay, as an invoice is paid, and whoever is told to pays it
/// again.
struct FakeOffer {
    let offer: Bolt12Offer
    /// What arrives by itself, and when; an offer that expires first never gets it.
    let first: FakeReceipt
    var later: [FakeReceipt] = []

    func received(at now: UInt64) -> [ReceivedPayment] {
        ([first] + later).filter { $0.isEver(before: offer.absoluteExpiry) && $0.paidAt <= now }.map(\.payment)
    }

    /// What is still to arrive by itself.
    func due(after now: UInt64) -> FakeReceipt? {
        first.isEver(before: offer.absoluteExpiry) && first.paidAt > now ? first : nil
    }
}

/// A payment that arrives at a time.
struct FakeReceipt {
    let payment: ReceivedPayment
    /// Unix seconds.
    let paidAt: UInt64

    func isEver(before expiry: UInt64?) -> Bool { expiry.map { paidAt < $0 } ?? true }
}
