internal import Lightning
internal import PaymentAPI

/// An invoice of the fake. Whether it is paid follows from the time.
struct FakeInvoice {
    let invoice: Bolt11Invoice
    /// Unix seconds.
    let paidAt: UInt64

    /// An invoice that expires first is never paid.
    var isEverPaid: Bool { paidAt < invoice.expiresAt }

    /// What arrives, if anything ever does.
    var receipt: FakeReceipt? {
        guard isEverPaid else { return nil }
        return FakeReceipt(
            payment: ReceivedPayment(paymentHash: invoice.paymentHash, amountMsat: invoice.amountMsat ?? 0),
            paidAt: paidAt)
    }
}
