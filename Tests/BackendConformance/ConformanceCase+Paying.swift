internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

extension ConformanceCase {
    /// What the node says clearly.
    static let paying = [
        ConformanceCase("a payment that settles is settled, with its preimage and within its limit", [.settles]) {
            subject, findings in
            let payment = try await Payment(subject, .settles)
            let outcome = await payment.pay()
            findings.expect(outcome, is: .settled, when: "at once")
            findings.expect(payment.isProven(outcome), "the preimage or the cost is wrong: \(outcome)")
            findings.expect(payment.isProven(await payment.outcome()), "asked later, it is another")
            findings.expect(
                payment.isProven(try await payment.outcomeElsewhere()), "asked after a restart, it is another")
            try await payment.expectPaid(1, &findings)
        },
        ConformanceCase("an amountless invoice is paid the amount that was agreed", [.settles]) { subject, findings in
            let payment = try await Payment(subject, .settles, isAmountless: true)
            findings.expect(payment.isProven(await payment.pay()), "not paid, or not this amount")
            try await payment.expectPaid(1, &findings)
        },
        failing("a payment without a route fails", .noRoute),
        failing("a payment that its payee refuses fails", .refused),
        failing("a payment for which the channels have not enough fails", .noLiquidity),
        failing("a payment of an expired invoice fails", .expired),
        ConformanceCase("an invoice that was paid before is never failed and not paid again", [.paidBefore]) {
            subject, findings in
            let payment = try await Payment(subject, .paidBefore)
            findings.expect(await payment.pay(), is: .settled, .unknown, when: "at once")
            findings.expect(await payment.outcome(), is: .settled, .unknown, when: "later")
            try await payment.expectPaid(1, &findings)
        },
    ]

    private static func failing(_ description: String, _ fate: PaymentFate) -> ConformanceCase {
        ConformanceCase(description, [fate]) { subject, findings in
            let payment = try await Payment(subject, fate)
            findings.expect(await payment.pay(), is: .failed, when: "at once")
            try await payment.expectPaid(0, &findings)
            findings.expect(!(try await subject.isInFlight(payment.hash)), "it failed and is in flight")
            // A process that hears of it for the first time cannot know that no other is at it.
            let elsewhere = try await subject.reopened()
            findings.expect(
                await payment.outcome(elsewhere), is: .failed, .notFound, .inFlight, .unknown, when: "first elsewhere")
            try await subject.outlastOrders()
            // Nothing may say that it is paid or may be; whether there is a record of it is the node's affair.
            findings.expect(await payment.outcome(elsewhere), is: .failed, .notFound, when: "after a restart")
        }
    }
}

/// An order to pay, and what a mint would keep of it.
struct Payment: Sendable {
    private static let amountMsat: UInt64 = 50_000
    private static let feeLimitMsat: UInt64 = 2_000

    private let subject: any BackendUnderTest
    private let order: OutgoingPayment

    var hash: FixedBytes<32> { order.request.paymentHash }

    init(_ subject: any BackendUnderTest, _ fate: PaymentFate, isAmountless: Bool = false) async throws {
        self.subject = subject
        let invoice = try await subject.invoice(fate, amountMsat: isAmountless ? nil : Self.amountMsat)
        order = OutgoingPayment(
            attempt: OperationID(), request: .bolt11(invoice), amountMsat: Self.amountMsat,
            feeLimitMsat: Self.feeLimitMsat, mark: try await subject.backend.mark())
    }

    private var attempt: PaymentAttempt { order.asked }

    func pay() async -> PaymentOutcome { await subject.backend.pay(order) }

    func outcome() async -> PaymentOutcome { await subject.backend.outcome(of: attempt) }

    func outcome(_ backend: any PaymentBackend) async -> PaymentOutcome { await backend.outcome(of: attempt) }

    /// Asked by another process.
    func outcomeElsewhere() async throws -> PaymentOutcome { await (try await subject.reopened()).outcome(of: attempt) }

    func isProven(_ outcome: PaymentOutcome) -> Bool {
        guard case .settled(let settlement) = outcome else { return false }
        let isProof = SHA256.hash(settlement.preimage.bytes) == hash || !subject.provesPayments
        return isProof && settlement.spentMsat >= order.amountMsat
            && settlement.spentMsat <= order.amountMsat + order.feeLimitMsat
    }

    func end(paid: Bool) async throws { try await subject.end(hash, paid: paid) }

    func expectPaid(_ times: Int, _ findings: inout Findings) async throws {
        let count = try await subject.timesPaid(hash)
        findings.expect(count == times, "paid \(count) times, not \(times)")
    }
}
