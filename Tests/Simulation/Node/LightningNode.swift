internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import PaymentAPI

/// The Lightning node that all processes share. It pays a hash at most once, whoever asks, refuses what has expired,
/// and keeps a ledger. Its own failures are the payment's; what happens on the way to it is `SimulatedBackend`'s.
final class LightningNode: @unchecked Sendable {  // confined to the scheduler's thread
    private enum Attempt {
        case inFlight
        case failed
        case settled
    }

    private struct OwnInvoice {
        let created: CreatedInvoice
        let amountMsat: UInt64
        var isPaid = false
    }

    private let world: World
    private var attempts: [OperationID: Attempt] = [:]
    private var flights: [FixedBytes<32>: OperationID] = [:]
    private(set) var settled: [FixedBytes<32>: Settlement] = [:]
    /// Paid after the node had said that it failed, or for more than it was told: losses, and alarms.
    private(set) var incidents: Set<FixedBytes<32>> = []
    private var labels: [String: FixedBytes<32>] = [:]
    private var own: [FixedBytes<32>: OwnInvoice] = [:]
    private var listeners: [(Party, AsyncStream<ReceivedPayment>.Continuation)] = []
    /// When the last payment that is in flight ends.
    private(set) var busyUntil: UInt64 = 0

    init(_ world: World) { self.world = world }

    // MARK: Paying

    var unended: Set<FixedBytes<32>> { Set(flights.keys) }

    func order(_ payment: OutgoingPayment) -> PaymentOutcome {
        let hash = payment.request.paymentHash
        if let known = outcome(of: hash, attempt: payment.attempt) { return known }
        guard payment.request.expiresAt >= world.scheduler.now / 1_000 else { return fail(payment, "expired") }
        let dice = world.dice
        switch world.isCalm ? 0 : dice.below(10) {
        case 0...3: return settle(payment)
        case 4...5: return fail(payment, "no route")
        case 6...7: return fly(payment, for: dice.between(200...15_000), thenSettles: true)
        case 8: return fly(payment, for: dice.between(200...15_000), thenSettles: false)
        default: return fly(payment, for: dice.between(15_000...40_000), thenSettles: dice.oneIn(2))
        }
    }

    /// `nil` when there is no record of it.
    func outcome(of hash: FixedBytes<32>, attempt: OperationID) -> PaymentOutcome? {
        if let settlement = settled[hash] { return .settled(settlement) }
        if flights[hash] != nil { return .inFlight }
        return attempts[attempt] == nil ? nil : .failed(ConfirmedFailure(reason: "no route"))
    }

    private func fail(_ payment: OutgoingPayment, _ reason: String) -> PaymentOutcome {
        attempts[payment.attempt] = .failed
        let hash = payment.request.paymentHash
        if world.strikes(.settledAfterFailure) {
            incidents.insert(hash)
            world.scheduler.call(world.scheduler.world, after: world.dice.between(500...9_000)) { [self] in
                if settled[hash] == nil, flights[hash] == nil { _ = settle(payment) }
            }
        }
        world.note("the node fails a payment: \(reason)")
        return .failed(ConfirmedFailure(reason: reason))
    }

    private func settle(_ payment: OutgoingPayment) -> PaymentOutcome {
        let hash = payment.request.paymentHash
        precondition(settled[hash] == nil, "the node pays a hash once")
        var spent = payment.amountMsat + world.dice.between(0...payment.feeLimitMsat)
        if world.strikes(.overspent) {
            incidents.insert(hash)
            spent = payment.amountMsat + payment.feeLimitMsat + 1_500
        }
        guard let preimage = Invoices.shared.preimage(of: hash) else { preconditionFailure("every invoice has one") }
        let settlement = Settlement(preimage: preimage, spentMsat: spent)
        attempts[payment.attempt] = .settled
        settled[hash] = settlement
        world.note("the node pays \(spent) msat")
        world.didPay(hash)
        return .settled(settlement)
    }

    private func fly(
        _ payment: OutgoingPayment, for milliseconds: UInt64, thenSettles: Bool
    ) -> PaymentOutcome {
        let hash = payment.request.paymentHash
        flights[hash] = payment.attempt
        attempts[payment.attempt] = .inFlight
        busyUntil = max(busyUntil, world.scheduler.now + milliseconds)
        world.note("a payment is in flight")
        world.scheduler.call(world.scheduler.world, after: milliseconds) { [self] in
            flights[hash] = nil
            _ = thenSettles ? settle(payment) : fail(payment, "stuck")
        }
        return .inFlight
    }

    // MARK: Receiving

    func invoice(_ order: InvoiceOrder) -> CreatedInvoice {
        if let hash = labels[order.label], let known = own[hash] { return known.created }
        let made = Invoices.shared.invoice(
            isOwn: true, amountMsat: order.amountMsat, number: labels.count, expirySeconds: order.expirySeconds)
        let created = CreatedInvoice(
            request: made.invoice.text, paymentHash: made.invoice.paymentHash, expiresAt: made.invoice.expiresAt)
        labels[order.label] = created.paymentHash
        own[created.paymentHash] = OwnInvoice(created: created, amountMsat: order.amountMsat)
        return created
    }

    /// Somebody outside pays an invoice of this node.
    func receive(_ hash: FixedBytes<32>) {
        guard var invoice = own[hash], !invoice.isPaid, invoice.created.expiresAt >= world.scheduler.now / 1_000
        else { return }
        invoice.isPaid = true
        own[hash] = invoice
        world.note("the node receives \(invoice.amountMsat) msat")
        let payment = ReceivedPayment(paymentHash: hash, amountMsat: invoice.amountMsat)
        for (party, listener) in listeners where !world.strikes(.paymentEventLost) {
            world.scheduler.call(party, after: world.dice.between(0...300)) { listener.yield(payment) }
        }
    }

    func received(_ hash: FixedBytes<32>) -> ReceivedPayment? {
        guard let invoice = own[hash], invoice.isPaid else { return nil }
        return ReceivedPayment(paymentHash: hash, amountMsat: invoice.amountMsat)
    }

    var receivedHashes: Set<FixedBytes<32>> { Set(own.filter { $0.value.isPaid }.keys) }

    func listen(_ party: Party) -> AsyncStream<ReceivedPayment> {
        let (stream, continuation) = AsyncStream<ReceivedPayment>.makeStream()
        listeners.append((party, continuation))
        return stream
    }
}
