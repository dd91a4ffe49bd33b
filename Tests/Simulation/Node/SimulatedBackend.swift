internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// The node as one process sees it: orders and answers are late or lost.
final class SimulatedBackend: PaymentBackend, @unchecked Sendable {  // confined to the scheduler's thread
    let name = "simulated"
    private let world: World
    private let party: Party
    private var node: LightningNode { world.node }

    init(_ world: World, _ party: Party) {
        self.world = world
        self.party = party
    }

    func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        let fault = world.strikesOne(of: FaultKind.ofPaying)
        if fault == .orderLost || world.isNodeAway {
            await world.pass(party, world.dice.between(100...5_000))
            return .unknown("injected: the node is away")
        }
        let delay = fault == .orderDelayed ? world.dice.between(500...45_000) : world.dice.between(0...50)
        let node = node
        var outcome = await world.reach(party, there: delay) { node.order(payment) }
        if fault == .paymentAnswerLost { return .unknown("injected: the answer was lost") }
        // One backend answers that it is under way, another waits for the end.
        let isPatient = world.dice.oneIn(2)
        while outcome == .inFlight, isPatient {
            await world.pass(party, 500)
            outcome = node.outcome(of: payment.request.paymentHash, attempt: payment.attempt) ?? .inFlight
        }
        return outcome
    }

    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        switch world.strikesOne(of: FaultKind.ofInquiring) {
        case .outcomeHangs:
            await world.pass(party, 60_000)
            return .unknown("injected: too late")
        case .outcomeLost:
            await world.pass(party, world.dice.between(100...3_000))
            return .unknown("injected: the answer was lost")
        default: break
        }
        if world.isNodeAway { return .unknown("injected: the node is away") }
        let node = node
        let outcome = await world.reach(party, there: world.dice.between(0...100)) {
            node.outcome(of: attempt.paymentHash, attempt: attempt.id)
        }
        if outcome == nil { world.covers(.answeredNotFound) }
        return outcome ?? .notFound
    }

    func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        try await answer(.invoiceAway)
        return node.invoice(order)
    }

    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        try await answer(.receivedAway)
        return node.received(paymentHash)
    }

    func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> { node.listen(party) }

    func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
        try await answer(.estimateAway)
        return PaymentEstimate(feeReserveMsat: 1_000 * (1 + amountMsat / 5_000))
    }

    private func answer(_ fault: FaultKind) async throws(PaymentError) {
        let strikes = world.strikes(fault)
        await world.pass(party, strikes ? world.dice.between(10...1_000) : 0)
        if strikes || world.isNodeAway { throw .unavailable("injected: the node is away") }
    }
}
