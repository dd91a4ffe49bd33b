import Cashu
import CashuCrypto
import CashuSecrets
import Logging
import MintCore
import MintHTTP
import MintStore
import PaymentFake
import SignatoryAPI
import SignatoryCore
import Storage
import StorageTestSupport
import TestSupport

/// A whole mint behind its HTTP interface: real keys, real database, fake Lightning.
final class TestMint: Sendable {
    let mint: Mint
    let responder: MintResponder
    let database: Database
    let signatory: EmbeddedSignatory
    private let payments = PaymentClock()
    private let running: Task<Void, Never>

    struct NotReady: Error {}

    /// - Parameter paysItself: whether invoices are paid at once, or when `payInvoices` is called.
    init(
        paysItself: Bool = true, fee: UInt64 = 0, rates: [CurrencyUnit: UnitRate] = [.sat: .sat],
        paysParts: Bool = true, makesOffers: Bool = true, hasTokens: Bool = false, faults: (any FaultInjection)? = nil,
        adjust: (inout MintSettings) -> Void = { _ in },
        http: (inout HTTPSettings) -> Void = { _ in },
        wrap: (EmbeddedSignatory) -> any Signatory = { $0 }
    ) async throws {
        let logger = Self.logger
        let units = rates.keys.sorted { $0.name < $1.name } + (hasTokens ? [.auth] : [])
        guard let defaults = KeysetDefaults(units: units, inputFeePPK: fee, maximumOrder: 20, idVersion: .version2)
        else { throw NotReady() }
        let seed = [UInt8](repeating: 7, count: 32)
        signatory = try await EmbeddedSignatory.open(
            SignatoryConfiguration(.memory, defaults: defaults),
            seed: .kept(unsafe seed.withUnsafeBytes { unsafe Seed(bytes: $0) }), logger: logger)
        database = Database(try await TestDatabase.engine(faults: faults, logger: logger))
        try await MintSchema.migrations.apply(to: database)
        var backend = FakeBackendConfiguration()
        backend.minDelaySeconds = paysItself ? 0 : 30_000
        backend.maxDelaySeconds = backend.minDelaySeconds
        backend.rates = rates
        backend.paysParts = paysParts
        backend.offers = makesOffers
        var settings = MintSettings()
        settings.units = rates.keys.sorted { $0.name < $1.name }.map { UnitTerms($0) }
        settings.limits.mintQuoteSeconds = 60_000
        adjust(&settings)
        let clock: any FakeBackendClock = paysItself ? SystemClock() : payments
        let mint = Mint(
            settings: settings, database: database, signatory: wrap(signatory),
            backend: try FakeBackend(backend, clock: clock), logger: logger)
        self.mint = mint
        var server = HTTPSettings()
        http(&server)
        responder = MintResponder(mint, settings: server, version: "1.2.3", logger: logger)
        try await mint.start()
        running = Task { await mint.run() }
    }

    deinit { running.cancel() }

    /// Those that there are.
    func payInvoices() { payments.advance(by: 31_000) }

    /// Waits for the first keyset, and until the books were compared with the signatory's.
    func ready() async throws -> TestMint {
        guard await eventually({ mint.keysets != nil && mint.mayUseSignatory }) else { throw NotReady() }
        return self
    }

    /// A failure that a test provokes is expected; only its absence would be news.
    static var logger: Logger {
        var logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }
}
