import Cashu
import MintStore
import PaymentAPI
import PaymentFake
import Synchronization
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

    private func place(_ mint: Mint) async throws -> UInt64? { try await mint.credits.place.stored() }

    @Test("is kept after the credit, never goes back, and is where the next process begins")
    func kept() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let running = await fixture.run(mint)
        #expect(await eventually { backend.listenedAfter == [0] })
        let quote = try await paidQuote(fixture, mint)
        #expect(await eventually { (try? await place(mint)) == 1 })
        #expect(try await mint.services.mintQuote(quote.id).state == .paid)
        running.cancel()
        await mint.credits.place.advance(to: 0)
        #expect(try await place(mint) == 1)
        let restarted = try await fixture.restarted(backend: backend)
        let again = await fixture.run(restarted)
        #expect(await eventually { backend.listenedAfter == [0, 1] })
        again.cancel()
    }

    @Test("does not pass a payment that is not credited yet, nor one before which another stands")
    func behind() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend) { $0.recoveryIntervalMilliseconds = 1 }
        backend.hideReceipts(true)
        let running = await fixture.run(mint)
        #expect(await eventually { backend.listenedAfter == [0] })
        let quote = try await paidQuote(fixture, mint)
        #expect(await eventually { mint.credits.backlog.withLock { $0.waiting.count } == 1 })
        let next = try await paidQuote(fixture, mint)
        #expect(await eventually { mint.credits.backlog.withLock { $0.waiting.count } == 2 })
        for quote in [quote, next] { #expect(try await mint.services.mintQuote(quote.id).state == .unpaid) }
        #expect(try await place(mint) == 0)
        backend.hideReceipts(false)
        #expect(try await eventually { try await place(mint) == 2 })
        for quote in [quote, next] { #expect(try await mint.services.mintQuote(quote.id).state == .paid) }
        running.cancel()
    }

    @Test("passes an invoice that got less than it asks, of which nothing more will come")
    func underpaid() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        backend.withhold(msat: 1)
        let running = await fixture.run(mint)
        #expect(await eventually { backend.listenedAfter == [0] })
        let quote = try await paidQuote(fixture, mint)
        #expect(await eventually { (try? await place(mint)) == 1 })
        #expect(try await mint.services.mintQuote(quote.id).state == .unpaid)
        running.cancel()
    }
}
