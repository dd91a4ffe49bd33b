import Cashu
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// What gives the inputs of a melt back, and what does not.
@Suite("Evidence that nothing was paid")
struct EvidenceTests {
    private struct Scene {
        let fixture: MintFixture
        let backend: ScriptedBackend
        let mint: Mint
        let inputs: [Proof]

        init() async throws {
            fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
            backend = ScriptedBackend(fixture.backend)
            mint = try await fixture.restarted(backend: backend)
            inputs = try await fixture.fund(16)
        }

        func quote(_ invoice: Bolt11Invoice) async throws -> MeltQuote {
            try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice.text))
        }

        func melt(_ quote: MeltQuote) async throws {
            _ = await Outcome.of { () throws(MintFailure) in
                try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
            }
            #expect(await eventually { mint.services.running.isIdle })
        }

        func expect(
            _ state: ProofState, _ quote: MeltQuote, _ location: SourceLocation = #_sourceLocation
        ) async throws {
            await mint.recovery.round()
            #expect(try await fixture.state(inputs) == [state], sourceLocation: location)
            let expected = state == .pending ? MeltQuote.State.pending : .unpaid
            #expect(try await mint.services.meltQuote(quote.id).state == expected, sourceLocation: location)
        }
    }

    @Test("The failure of an attempt says nothing of the next one")
    func attempts() async throws {
        let scene = try await Scene()
        let quote = try await scene.quote(scene.fixture.invoice())
        scene.backend.pay(.failed("no route"), .unknown("cut off"))
        try await scene.melt(quote)
        try await scene.expect(.unspent, quote)
        try await scene.melt(quote)
        let attempts = scene.backend.attempts
        #expect(attempts.count == 2 && attempts[0] != attempts[1])
        scene.backend.say { $0 == attempts[0] ? .failed("no route") : .unknown("queued") }
        try await scene.expect(.pending, quote)
        scene.backend.say { $0 == attempts[1] ? .failed("no route") : .unknown("over") }
        try await scene.expect(.unspent, quote)
        (try await Books(scene.fixture.database)).expectQuiet()
    }

    @Test("A payment of which there is no record was not made once its invoice has long expired")
    func invoiceExpired() async throws {
        let scene = try await Scene()
        let invoice = try scene.fixture.invoice()
        let quote = try await scene.quote(invoice)
        try await scene.melt(quote)
        let margin = scene.fixture.settings.notFoundMarginSeconds
        scene.fixture.clock.advance(seconds: invoice.expiresAt + margin - scene.fixture.clock.now())
        try await scene.expect(.pending, quote)
        scene.fixture.clock.advance(seconds: 1)
        scene.backend.say { _ in .unknown("away") }
        try await scene.expect(.pending, quote)
        scene.backend.say { _ in .notFound }
        try await scene.expect(.unspent, quote)
        (try await Books(scene.fixture.database)).expectQuiet()
    }

    @Test("An order to pay an old invoice may be on its way for as long as one to pay a new one")
    func oldInvoice() async throws {
        let scene = try await Scene()
        let invoice = try scene.fixture.invoice()
        scene.fixture.clock.advance(seconds: 1_000_000)
        let quote = try await scene.quote(invoice)
        try await scene.melt(quote)
        scene.fixture.clock.advance(seconds: scene.fixture.settings.notFoundMarginSeconds)
        try await scene.expect(.pending, quote)
        scene.fixture.clock.advance(seconds: 1)
        try await scene.expect(.unspent, quote)
    }

    @Test("An operation that was ended since its row was found is over, and no error")
    func staleRow() async throws {
        let scene = try await Scene()
        let quote = try await scene.quote(scene.fixture.invoice())
        try await scene.melt(quote)
        let row = try #require(
            try await scene.mint.services.read { (transaction) throws(StoreError) in
                try transaction.saga(meltQuote: quote.id)
            })
        scene.backend.say { _ in .settled(spentMsat: 10_000) }
        await scene.mint.recovery.advance(row.operation)
        let questions = scene.backend.questions
        await scene.mint.recovery.advance(row.operation)
        #expect(scene.backend.questions == questions, "there is nothing to ask")
        #expect(scene.fixture.log.errors.isEmpty)
        #expect(scene.mint.services.running.isIdle)
        #expect(try await scene.mint.meltQuote(quote.id).state == .paid)
    }
}
