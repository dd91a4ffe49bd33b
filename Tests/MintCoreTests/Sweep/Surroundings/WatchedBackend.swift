import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake

/// What one process sees of the payment backend, which outlives it and knows what was really paid.
struct WatchedBackend: PaymentBackend {
    /// The description of an invoice for which no order to pay ever arrives.
    static let lost = "lost on the way"

    let backend: FakeBackend
    let passage: Passage

    var name: String { backend.name }

    func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        try before("backend createInvoice")
        let invoice = try await backend.createInvoice(order)
        try after()
        return invoice
    }

    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        try before("backend received")
        let payment = try await backend.received(paymentHash)
        try after()
        return payment
    }

    func receivedPayments() -> AsyncStream<ReceivedPayment> { backend.receivedPayments() }

    func estimate(_ invoice: Bolt11Invoice, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
        try before("backend estimate")
        let estimate = try await backend.estimate(invoice, amountMsat: amountMsat)
        try after()
        return estimate
    }

    func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        if passage.enter(.backend, "backend pay") { return .unknown("injected") }
        let isLost = payment.invoice.description == Self.lost
        let outcome = isLost ? .unknown("the order was lost") : await backend.pay(payment)
        return passage.leave(.backend) ? .unknown("injected") : outcome
    }

    func outcome(of paymentHash: FixedBytes<32>, attempt: OperationID) async -> PaymentOutcome {
        if passage.enter(.backend, "backend outcome") { return .unknown("injected") }
        let outcome = await backend.outcome(of: paymentHash, attempt: attempt)
        return passage.leave(.backend) ? .unknown("injected") : outcome
    }

    private func before(_ name: String) throws(PaymentError) {
        if passage.enter(.backend, name) { throw .unavailable("injected") }
    }

    private func after() throws(PaymentError) {
        if passage.leave(.backend) { throw .unavailable("injected") }
    }
}
