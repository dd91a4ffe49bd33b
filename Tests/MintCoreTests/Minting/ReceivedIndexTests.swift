import Cashu
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// Where a process goes on to listen to what its node receives.
@Suite("The place among received payments")
struct ReceivedIndexTests {
    /// A payer takes some seconds.
    private static var slow: FakeBackendConfiguration {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 5
        configuration.maxDelaySeconds = 5
        return configuration
    }

    private func paidQuote(_ fixture: MintFixture, _ mint: Mint) async throws -> MintQuote {
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8))
        fixture.clock.advance(seconds: 10)
        return quote
    }

    private func place(_ mint: Mint) async throws -> UInt64? { try await ReceivedIndex(mint.services).stored() }

    @Test("is kept after the credit, never goes back, and is where the next process begins")
    func kept() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let running = await fixture.run(mint)
        #expect(await eventually { backend.listenedAfter == [nil] })
        let quote = try await paidQuote(fixture, mint)
        #expect(await eventually { (try? await place(mint)) == 1 })
        #expect(try await mint.services.mintQuote(quote.id).state == .paid)
        running.cancel()
        await ReceivedIndex(mint.services).advance(to: 0)
        #expect(try await place(mint) == 1)
        let restarted = try await fixture.restarted(backend: backend)
        let again = await fixture.run(restarted)
        #expect(await eventually { backend.listenedAfter == [nil, 1] })
        again.cancel()
    }

    @Test("does not pass a payment that is not credited yet")
    func behind() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        backend.withhold(msat: 1)
        let running = await fixture.run(mint)
        #expect(await eventually { backend.listenedAfter == [nil] })
        let asked = backend.questions
        let quote = try await paidQuote(fixture, mint)
        #expect(await eventually { backend.questions > asked })
        #expect(try await mint.services.mintQuote(quote.id).state == .unpaid)
        #expect(try await place(mint) == nil)
        // Nor one before which another stands.
        backend.withhold(msat: 0)
        let next = try await paidQuote(fixture, mint)
        #expect(await eventually { (try? await mint.services.mintQuote(next.id).state) == .paid })
        #expect(try await place(mint) == nil)
        running.cancel()
    }
}
