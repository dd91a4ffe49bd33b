internal import Lightning
internal import PaymentAPI

/// An invoice of the fake. Whether it is paid follows from the time.
struct FakeInvoice {
    let invoice: Bolt11Invoice
    /// Unix seconds.
    let paidAt: UInt64

    /// An invoice that expires first is never paid.
    var isEverPaid: Bool { paidAt < invoice.expiresAt }

    /// To be announced, if it ever is.
    var receipt: FakeReceipt { FakeReceipt(payment: payment, paidAt: paidAt) }

    func received(at now: UInt64) -> ReceivedPayment? {
        guard isEverPaid, paidAt <= now else { return nil }
        return payment
    }

    /// What arrives, once it does.
    var payment: ReceivedPayment {
        ReceivedPayment(paymentHash: invoice.paymentHash, amountMsat: invoice.amountMsat ?? 0)
    }
}
