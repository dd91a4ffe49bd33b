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
    let journal = PaymentJournal()

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
        for receipt in ledger.receipts {
            if let second = try journal.expect(at: receipt.paidAt, { _ in receipt.payment }) {
                Self.announce(at: second, clock: clock, journal: journal)
            }
        }
    }

    deinit { journal.finish() }

    package nonisolated var capabilities: PaymentCapabilities {
        var capabilities = PaymentCapabilities()
        capabilities.paysParts = configuration.paysParts
        capabilities.offers = configuration.offers
        return capabilities
    }

    package nonisolated func rate(of unit: CurrencyUnit) -> UnitRate? { configuration.rates[unit] }

    /// Ends when the fake does.
    package nonisolated func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
        journal.stream(after: index, at: clock.now())
    }

    package func latestReceived() async throws(PaymentError) -> UInt64? { journal.latest(at: clock.now()) }

    /// Records something that is to be paid, and tells of it when it is.
    ///
    /// - Parameters:
    ///   - time: when it is paid; not before anything that is paid already.
    ///   - entry: for the ledger, with the time.
    ///   - payment: what arrives; `nil` when it never does.
    func record(
        paidAt time: UInt64, _ entry: (UInt64) -> FakeLedgerEntry,
        _ payment: (FakeLedger) -> ReceivedPayment?
    ) throws(PaymentError) {
        let second = try journal.expect(at: time) { (second) throws(PaymentError) in
            try ledger.record(entry(second))
            return payment(ledger)
        }
        if let second { Self.announce(at: second, clock: clock, journal: journal) }
    }

    /// Does not hold on to the fake: one that is gone announces nothing.
    private static func announce(at second: UInt64, clock: any FakeBackendClock, journal: PaymentJournal) {
        Task { [weak journal] in
            await clock.wait(until: second)
            // Whoever waits no longer has not seen the time come.
            journal?.advance(to: clock.now())
        }
    }
}
