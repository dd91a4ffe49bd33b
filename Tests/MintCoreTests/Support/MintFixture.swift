import Cashu
import CashuCrypto
import Lightning
import Logging
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// A mint on a new database, with a signatory and a backend of its own. Nothing runs in the background: tests call
/// recovery and sweeps themselves.
struct MintFixture: Sendable {
    let directory: TemporaryDirectory
    let clock = ManualClock()
    let faults = FaultPlan()
    /// What the mints of this fixture log.
    let log = LogBook()
    let signatory: TestSignatory
    let backend: FakeBackend
    let engine: UncertainEngine
    let database: Database
    let mint: Mint
    let settings: MintSettings

    static let logger = Logger(label: "mint-core-tests") { _ in SwiftLogNoOpLogHandler() }
    /// Of nodes that the mint pays.
    private static let foreignNode = FixedBytes<32> { _ in 0x42 }

    init(
        fee: UInt64 = 0, backend configuration: FakeBackendConfiguration? = nil,
        settings change: (inout MintSettings) -> Void = { _ in }
    ) async throws {
        directory = try TemporaryDirectory()
        signatory = try TestSignatory(fee: fee)
        var atOnce = FakeBackendConfiguration()
        atOnce.minDelaySeconds = 0
        atOnce.maxDelaySeconds = 0
        backend = try FakeBackend(configuration ?? atOnce, clock: clock)
        engine = UncertainEngine(
            try await TestDatabase.engine(
                .file(directory.path(of: "mint.sqlite")), faults: faults, logger: Self.logger))
        database = Database(engine)
        try await MintSchema.migrations.apply(to: database)
        var settings = MintSettings()
        settings.meltWaitSeconds = 3_600
        settings.signatoryPatienceMilliseconds = 200
        change(&settings)
        self.settings = settings
        mint = Mint(
            settings: settings, database: database, signatory: signatory, backend: backend, clock: clock,
            logger: log.logger)
        try await mint.start()
        #expect(await mint.intake.accept(signatory.publication()))
    }

    /// The mint of a new process on the same database.
    func restarted(
        backend: (any PaymentBackend)? = nil, settings change: (inout MintSettings) -> Void = { _ in }
    ) async throws -> Mint {
        var settings = settings
        change(&settings)
        let mint = Mint(
            settings: settings, database: database, signatory: signatory, backend: backend ?? self.backend,
            clock: clock, logger: log.logger)
        try await mint.start()
        return mint
    }

    /// Lets a mint run, from when it may use its signatory on.
    func run(_ mint: Mint) async -> Task<Void, Never> {
        let running = Task { await mint.run() }
        #expect(await eventually { mint.services.ledgerGate.current == .open })
        return running
    }

    var keyset: Keyset { signatory.active }

    func outputs(_ amounts: UInt64...) -> [Output] { TestWallet.outputs(amounts, keyset.id) }

    func blanks(_ count: Int) -> [Output] { TestWallet.outputs([UInt64](repeating: 1, count: count), keyset.id) }

    /// New money.
    func fund(_ amounts: UInt64...) async throws -> [Proof] {
        let keyset = keyset
        let outputs = TestWallet.outputs(amounts, keyset.id)
        let quote = try await mint.createMintQuote(
            MintQuoteOrder(unit: .sat, amount: amounts.reduce(0, +)))
        let signatures = try await mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        return try outputs.proofs(signatures, keyset)
    }

    /// An invoice of somebody else. The description tells the backend what becomes of it.
    func invoice(_ description: String = "fake:settle", amountMsat: UInt64? = 10_000) throws -> Bolt11Invoice {
        try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: amountMsat, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description(description), timestamp: clock.now()), throwawayKey: Self.foreignNode)
    }

    func meltQuote(_ description: String = "fake:settle", amountMsat: UInt64 = 10_000) async throws -> MeltQuote {
        try await mint.createMeltQuote(
            MeltQuoteOrder(unit: .sat, request: invoice(description, amountMsat: amountMsat).text))
    }

    /// Waits until no operation runs.
    func settle() async { #expect(await eventually { mint.services.running.isIdle }) }

    /// What became of proofs, one word for all.
    func state(_ proofs: [Proof]) async throws -> Set<ProofState> {
        Set(try await mint.states(of: proofs.map(\.secret.point)).map(\.state))
    }
}

extension Recovery {
    /// Both of what it does again and again, once.
    func round() async {
        await endSwaps()
        await advanceMelts()
    }
}
