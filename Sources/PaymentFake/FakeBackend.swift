package import Cashu
package import CashuCrypto
internal import Lightning
package import PaymentAPI

/// A Lightning node that does not exist: its invoices and offers are real and pay themselves after a while, and the
/// payments it makes move nothing. For tests and demonstrations. A mint on it gives its money away.
///
/// With a state file it answers after a restart as before it. It keeps every invoice, offer and payment in memory (about a
/// kilobyte each) and syncs the file on the thread that calls it, which is good enough for what it is for.
package actor FakeBackend: PaymentBackend {
    package nonisolated let name = "fake"
    /// The key in the invoices of this fake.
    package nonisolated let node: PublicKey

    let configuration: FakeBackendConfiguration
    let clock: any FakeBackendClock
    var ledger: FakeLedger
    private let broadcast = PaymentBroadcast()

    /// Throws `.unavailable` when the state file cannot be used, `.refused` when the configuration makes no sense.
    package init(
        _ configuration: FakeBackendConfiguration, clock: any FakeBackendClock = SystemClock()
    ) throws(PaymentError) {
        guard configuration.minDelaySeconds <= configuration.maxDelaySeconds,
            configuration.maxDelaySeconds <= FakeBackendConfiguration.maximumDelaySeconds
        else { throw .refused("the delays of the fake backend are out of order or longer than a year") }
        let ledger = try FakeLedger(
            stateFile: configuration.stateFile, throwawayKey: configuration.throwawayKey)
        self.configuration = configuration
        self.clock = clock
        self.ledger = ledger
        node = ledger.node
        let now = clock.now()
        for invoice in ledger.allInvoices where invoice.isEverPaid && invoice.paidAt > now {
            Self.announce(invoice.receipt, clock: clock, broadcast: broadcast)
        }
        for due in ledger.allOffers.compactMap({ $0.due(after: now) }) {
            Self.announce(due, clock: clock, broadcast: broadcast)
        }
    }

    deinit { broadcast.finish() }

    package nonisolated var capabilities: PaymentCapabilities {
        var capabilities = PaymentCapabilities()
        capabilities.paysParts = configuration.paysParts
        capabilities.offers = configuration.offers
        return capabilities
    }

    package nonisolated func rate(of unit: CurrencyUnit) -> UnitRate? { configuration.rates[unit] }

    /// Ends when the fake does.
    package nonisolated func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> { broadcast.stream() }

    func announce(_ receipt: FakeReceipt) {
        Self.announce(receipt, clock: clock, broadcast: broadcast)
    }

    /// Does not hold on to the fake: one that is gone announces nothing.
    private static func announce(_ receipt: FakeReceipt, clock: any FakeBackendClock, broadcast: PaymentBroadcast) {
        Task { [weak broadcast] in
            await clock.wait(until: receipt.paidAt)
            broadcast?.send(receipt.payment)
        }
    }
}
