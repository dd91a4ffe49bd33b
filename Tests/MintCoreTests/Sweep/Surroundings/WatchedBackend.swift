import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake

/// What one process sees of the payment backend, which outlives it and knows what was really paid.
struct WatchedBackend: PaymentBackend {
    let backend: FakeBackend
    let mail: LateMail
    let passage: Passage

    var name: String { backend.name }
    var capabilities: PaymentCapabilities { backend.capabilities }

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

    func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        try before("backend createOffer")
        let offer = try await backend.createOffer(order)
        try after()
        return offer
    }

    func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
        try before("backend fetchInvoice")
        let invoice = try await backend.fetchInvoice(offer, amountMsat: amountMsat)
        try after()
        return invoice
    }

    func latestReceived() async throws(PaymentError) -> UInt64? {
        try before("backend latestReceived")
        let index = try await backend.latestReceived()
        try after()
        return index
    }

    func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
        backend.receivedPayments(after: index)
    }

    func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
        try before("backend estimate")
        let estimate = try await backend.estimate(request, amountMsat: amountMsat)
        try after()
        return estimate
    }

    func mark() async throws(PaymentError) -> PaymentMark {
        try before("backend mark")
        let mark = try await backend.mark()
        try after()
        return mark
    }

    func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        if passage.enter(.backend, "backend pay") { return .unknown("injected") }
        let outcome = mail.takes(payment) ? .unknown("not delivered yet") : await backend.pay(payment)
        return passage.leave(.backend) ? .unknown("injected") : outcome
    }

    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        if passage.enter(.backend, "backend outcome") { return .unknown("injected") }
        let outcome = await backend.outcome(of: attempt)
        await mail.deliver(to: backend)
        return passage.leave(.backend) ? .unknown("injected") : outcome
    }

    private func before(_ name: String) throws(PaymentError) {
        if passage.enter(.backend, name) { throw .unavailable("injected") }
    }

    private func after() throws(PaymentError) {
        if passage.leave(.backend) { throw .unavailable("injected") }
    }
}
