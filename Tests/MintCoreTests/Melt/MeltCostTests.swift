import Cashu
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import SignatoryAPI
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// The quote is of 10 with a reserve of 2, the inputs are of 64.
@Suite("What a payment costs")
struct MeltCostTests {
    private struct Scene {
        let fixture: MintFixture
        let backend: ScriptedBackend
        let mint: Mint
        let quote: MeltQuote
        let inputs: [Proof]
        let blanks: [Output]

        init() async throws {
            fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
            backend = ScriptedBackend(fixture.backend)
            mint = try await fixture.restarted(backend: backend)
            quote = try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: fixture.invoice().text))
            inputs = try await fixture.fund(64)
            blanks = fixture.blanks(7)
        }

        /// The quote afterwards.
        func melt() async throws -> MeltQuote {
            _ = try await mint.melt(quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
            #expect(await eventually { mint.services.running.isIdle })
            return try await mint.services.meltQuote(quote.id)
        }
    }

    private static let overspent = "melting has stopped: a payment cost more than was reserved for it"

    @Test(
        "is charged within what was agreed, whatever the backend says",
        arguments: [
            (0, 54, "a payment cost less than its invoice asks"),
            (9_000, 54, "a payment cost less than its invoice asks"),
            (9_001, 54, nil), (10_001, 53, nil), (12_000, 52, nil), (12_001, 52, overspent), (40_000, 52, overspent),
            (64_001, 52, overspent), (UInt64(Int64.max), 52, overspent), (.max, 52, overspent),
        ] as [(UInt64, UInt64, String?)])
    func bounds(spentMsat: UInt64, change: UInt64, alarm: String?) async throws {
        let scene = try await Scene()
        scene.backend.pay(.settled(spentMsat: spentMsat))
        let paid = try await scene.melt()
        #expect(paid.state == .paid)
        #expect(paid.change.map(\.amount).reduce(0, +) == change)
        #expect(scene.fixture.log.errors.map(\.message) == [alarm].compactMap { $0 })
        let recorded = try await scene.fixture.database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT paid_msat FROM completed_operation WHERE kind = 3").first?.unsigned(0)
        }
        #expect(recorded == min(spentMsat, UInt64(Int64.max)), "the books say what the backend said")
    }

    @Test("stops melting through its backend when it is more than was reserved, until an operator has looked into it")
    func stop() async throws {
        let scene = try await Scene()
        scene.backend.pay(.settled(spentMsat: 12_001))
        #expect(try await scene.melt().state == .paid)
        let incident = try #require(try await incidents(scene).first)
        #expect(incident.report.kind == .overspent && incident.report.backend == "scripted")
        #expect(incident.report.operation == scene.backend.attempts.first && incident.report.quoteID == scene.quote.id)
        let inputs = try await scene.fixture.fund(16)
        // Through another backend, which may go on.
        let quote = try await scene.fixture.meltQuote()
        func outcomes(_ mint: Mint) async throws -> [Outcome] {
            let order = MeltQuoteOrder(unit: .sat, request: try scene.fixture.invoice().text)
            return [
                await Outcome.of { () throws(MintFailure) in try await mint.createMeltQuote(order) },
                await Outcome.of { () throws(MintFailure) in
                    try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: true)
                },
            ]
        }
        let next = try await scene.fixture.restarted(backend: scene.backend)
        for mint in [scene.mint, next] {
            #expect(try await outcomes(mint) == [.unavailable, .unavailable])
            #expect(
                await mint.obstacles() == [
                    "melting has stopped: incident \(incident.number), a payment of 10000 msat with a reserve of 2 sat "
                        + "cost 12001 msat"
                ])
        }
        #expect(try await scene.fixture.state(inputs) == [.unspent])
        try await scene.fixture.database.write { (transaction) throws(StoreError) in
            try transaction.resolve(incident: incident.number, reason: "the node was repaired", at: 1)
        }
        for mint in [scene.mint, next] { #expect(try await outcomes(mint) == [.answered, .answered]) }
        #expect(try await incidents(scene).map(\.report) == [incident.report], "it is not forgotten")
    }

    private func incidents(_ scene: Scene) async throws -> [Incident] {
        try await scene.fixture.database.read { (transaction) throws(StoreError) in try transaction.incidents() }
    }

    @Test(
        "is told to the wallet although its change is refused for good",
        arguments: [SignatoryError.Code.keysetInactive, .keysetExpired, .keysetRevoked, .keysetUnknown])
    func changeRefused(code: SignatoryError.Code) async throws {
        let scene = try await Scene()
        scene.backend.pay(.settled(spentMsat: 11_000))
        scene.fixture.signatory.fail(.refuses(code))
        let paid = try await scene.melt()
        #expect(paid.state == .paid)
        #expect(paid.change.isEmpty)
        #expect(try await scene.fixture.state(scene.inputs) == [.spent])
        let errors = scene.fixture.log.errors
        #expect(errors.map(\.message) == ["the change of a paid melt cannot be signed and is owed"])
        #expect(errors.first?.metadata["amount"] == "53")
        #expect(errors.first?.metadata["unit"] == "sat")
        #expect(errors.first?.metadata["operation"] == scene.backend.attempts.first.map { "\($0)" })
        let books = try await Books(scene.fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.booksKept == 53)
    }

    @Test(
        "is told with its change later when the refusal may pass",
        arguments: [SignatoryError.Code.unavailable, .internalFailure, .unauthorized, .limitExceeded])
    func changeDelayed(code: SignatoryError.Code) async throws {
        let scene = try await Scene()
        scene.backend.pay(.settled(spentMsat: 11_000))
        scene.fixture.signatory.fail(always: .refuses(code))
        #expect(try await scene.melt().state == .pending)
        scene.fixture.signatory.fail(always: nil)
        await scene.mint.recovery.round()
        let paid = try await scene.mint.services.meltQuote(scene.quote.id)
        #expect(paid.change.map(\.amount).reduce(0, +) == 53)
    }
}
