import Cashu
import CashuCrypto
import Lightning
import PaymentAPI
import PaymentFake
import Synchronization

/// A backend that says what it is told to say of payments, true or not, or nothing at all.
final class ScriptedBackend: PaymentBackend {
    private struct State {
        var pays: [PaymentOutcome] = []
        var outcome: @Sendable (OperationID) -> PaymentOutcome = { _ in .notFound }
        var attempts: [OperationID] = []
        var mark: PaymentMark? = .start
        var marks: [PaymentMark] = []
        var askedSince: [PaymentMark] = []
        var listenedAfter: [UInt64?] = []
        var isHidingReceipts = false
        var isHiding = false
        var hasOffers = false
        var offers = 0
        var questions = 0
        var isHanging = false
        var isHolding = false
        var withheldMsat: UInt64 = 0
        var surplusMsat: UInt64 = 0
        var isAway = false
        var orders = 0
        var balance: BackendBalance?
        var identity: FixedBytes<32>?
        /// How often it was asked how far it has counted.
        var counts = 0
        /// How often it was asked who it is.
        var identities = 0
        var isSilentOnReceipts = false
    }

    let name = "scripted"
    /// Makes invoices and offers, and knows which are paid.
    private let node: Mutex<FakeBackend>
    private var invoices: FakeBackend { node.withLock { $0 } }
    private let state = Mutex(State())
    private let (gate, open) = AsyncStream<Void>.makeStream()

    /// - Parameter invoices: makes them, and knows which are paid.
    init(_ invoices: FakeBackend) { node = Mutex(invoices) }

    deinit { open.finish() }

    /// What the next orders to pay are answered with; `.unknown` after these.
    func pay(_ outcomes: PaymentOutcome...) { state.withLock { $0.pays = outcomes } }
    func say(_ outcome: @escaping @Sendable (OperationID) -> PaymentOutcome) {
        state.withLock { $0.outcome = outcome }
    }
    /// Of every payment that was received, so much is not told.
    func withhold(msat: UInt64) { state.withLock { $0.withheldMsat = msat } }
    /// Every payment that was received is told to be of so much more.
    func add(msat: UInt64) { state.withLock { $0.surplusMsat = msat } }
    /// It makes offers from now on.
    func haveOffers() { state.withLock { $0.hasOffers = true } }
    /// How many were asked for.
    var offers: Int { state.withLock { $0.offers } }
    /// How far it has counted is not told.
    func hideLatest(_ isHiding: Bool) { state.withLock { $0.isHiding = isHiding } }
    /// What was received is reported, and not shown to who asks.
    func hideReceipts(_ isHiding: Bool) { state.withLock { $0.isHidingReceipts = isHiding } }
    /// Another node stands behind the name from now on.
    func exchange(for other: FakeBackend, _ identity: FixedBytes<32>) {
        node.withLock { $0 = other }
        state.withLock { $0.identity = identity }
    }
    /// How often it was asked how far it has counted.
    var counts: Int { state.withLock { $0.counts } }
    /// How often it was asked who it is.
    var identities: Int { state.withLock { $0.identities } }
    /// It does not answer who asks what was received.
    func keepReceiptsBack(_ isSilent: Bool) { state.withLock { $0.isSilentOnReceipts = isSilent } }
    /// Questions are not answered any more, cancelled or not.
    func hang() { state.withLock { $0.isHanging = true } }
    /// Whether invoices and the issuers of offers are to be had.
    func go(away isAway: Bool) { state.withLock { $0.isAway = isAway } }
    /// For invoices and offers.
    var orders: Int { state.withLock { $0.orders } }
    /// What its node has from now on.
    func have(msat: UInt64) {
        state.withLock { $0.balance = BackendBalance(ownedMsat: msat, sendableMsat: msat, receivableMsat: 0) }
    }
    /// Orders to pay are not answered before `letGo`.
    func hold() { state.withLock { $0.isHolding = true } }
    func letGo() { open.finish() }
    /// What the node has counted to from now on; `nil`: it does not say.
    func count(to mark: PaymentMark?) { state.withLock { $0.mark = mark } }
    /// Of the orders to pay.
    var marks: [PaymentMark] { state.withLock { $0.marks } }
    /// Of the attempts that were asked about.
    var askedSince: [PaymentMark] { state.withLock { $0.askedSince } }
    /// From where on received payments were asked for.
    var listenedAfter: [UInt64?] { state.withLock { $0.listenedAfter } }
    /// Orders to pay.
    var attempts: [OperationID] { state.withLock { $0.attempts } }
    /// Those about payments, in both directions.
    var questions: Int { state.withLock { $0.questions } }

    func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        try ask()
        return try await invoices.createInvoice(order)
    }

    func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
        try ask()
        throw .refused("there are no offers")
    }

    func balance() async throws(PaymentError) -> BackendBalance? { state.withLock { $0.balance } }

    private func ask() throws(PaymentError) {
        let isAway = state.withLock { state in
            state.orders += 1
            return state.isAway
        }
        if isAway { throw .unavailable("away") }
    }

    func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        await question()
        let (withheld, isHiding) = state.withLock { ($0.withheldMsat, $0.isHidingReceipts) }
        if state.withLock({ $0.isSilentOnReceipts }) { throw .unavailable("told so") }
        if isHiding { return nil }
        let surplus = state.withLock { $0.surplusMsat }
        return try await invoices.received(paymentHash).map { received in
            ReceivedPayment(
                paymentHash: received.paymentHash, amountMsat: received.amountMsat - withheld + surplus,
                offer: received.offer)
        }
    }

    func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
        state.withLock { $0.listenedAfter.append(index) }
        return invoices.receivedPayments(after: index)
    }

    func nodeIdentity() async throws(PaymentError) -> FixedBytes<32>? {
        state.withLock { state in
            state.identities += 1
            return state.identity
        }
    }

    func latestReceived() async throws(PaymentError) -> UInt64? {
        let (isHiding, isHanging) = state.withLock { state in
            state.counts += 1
            return (state.isHiding, state.isHanging)
        }
        if isHanging { await wait() }
        if isHiding { throw .unavailable("told so") }
        return try await invoices.latestReceived()
    }

    func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        state.withLock { $0.offers += 1 }
        return try await invoices.createOffer(order)
    }

    var capabilities: PaymentCapabilities {
        var capabilities = PaymentCapabilities()
        capabilities.offers = state.withLock { $0.hasOffers }
        return capabilities
    }

    func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
        PaymentEstimate(feeReserveMsat: 2_000)
    }

    func mark() async throws(PaymentError) -> PaymentMark {
        guard let mark = state.withLock({ $0.mark }) else { throw .unavailable("told so") }
        return mark
    }

    func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        if state.withLock({ state in
            state.attempts.append(payment.attempt)
            state.marks.append(payment.mark)
            return state.isHolding
        }) {
            await wait()
        }
        return state.withLock { state in
            state.pays.isEmpty ? .unknown("told so") : state.pays.removeFirst()
        }
    }

    func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        state.withLock { $0.askedSince.append(attempt.mark) }
        await question()
        return state.withLock { $0.outcome }(attempt.id)
    }

    private func question() async {
        let isHanging = state.withLock { state in
            state.questions += 1
            return state.isHanging
        }
        if isHanging { await wait() }
    }

    private func wait() async {
        let gate = gate
        // Its value is waited for also by a cancelled task.
        await Task.detached { for await _ in gate {} }.value
    }
}

extension PaymentOutcome {
    static func settled(spentMsat: UInt64) -> PaymentOutcome {
        .settled(Settlement(preimage: FixedBytes(), spentMsat: spentMsat))
    }

    static func failed(_ reason: String) -> PaymentOutcome { .failed(ConfirmedFailure(reason: reason)) }
}
