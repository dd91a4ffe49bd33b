import Cashu
import MintStore
import StorageTestSupport
import Testing

@testable import MintCore

/// A database and its surroundings, while processes of the mint come and go; and a purse of ecash to try things with.
struct SweepWorld {
    private let home: TestDatabaseHome
    private let settings: MintSettings
    private let delay: UInt64
    private var purse: [Proof] = []
    let surroundings: Surroundings
    private(set) var life: Life

    /// Every coin of the purse.
    static let coin: UInt64 = 16
    private static let coinsAtOnce = 120

    /// - Parameter delay: seconds after which invoices of the mint are paid.
    init(_ engine: TestDatabaseHome.Engine, _ node: NodeKind, invoicesArePaidAfter delay: UInt64 = 0) async throws {
        home = try await TestDatabaseHome(engine)
        surroundings = try await Surroundings(node, invoicesArePaidAfter: delay)
        self.delay = delay
        var settings = MintSettings()
        settings.meltWaitSeconds = WorkClock.meltWaitSeconds
        settings.signatoryPatienceMilliseconds = 200
        self.settings = settings
        try await home.migrate(MintSchema.migrations, logger: MintFixture.logger)
        life = try await Life(in: home, surroundings, settings: settings)
        #expect(await life.mint.intake.accept(surroundings.signatory.publication()))
    }

    /// The process dies, if it has not already, and another is started.
    mutating func restart() async throws {
        try await life.end()
        life = try await Life(in: home, surroundings, settings: settings)
    }

    func end() async throws {
        try await life.end()
        try await surroundings.node.stop()
        // Whoever still waits for a payment.
        surroundings.clock.advance(seconds: 10 * Surroundings.longWaitSeconds)
    }

    /// A coin that was never spent.
    mutating func coin() async throws -> Proof {
        if purse.isEmpty { purse = try await newCoins() }
        return purse.removeLast()
    }

    private func newCoins() async throws -> [Proof] {
        let amounts = [UInt64](repeating: Self.coin, count: Self.coinsAtOnce)
        let outputs = TestWallet.outputs(amounts, surroundings.keyset.id)
        let quote = try await life.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amounts.reduce(0, +)))
        surroundings.clock.advance(seconds: delay)
        try await surroundings.node.receive(quote.request)
        let signatures = try await life.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        return try outputs.proofs(signatures, surroundings.keyset)
    }
}
