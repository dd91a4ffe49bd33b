import Cashu
import CashuCrypto
import MintStore
import PaymentAPI
import PaymentFake
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite("The place from which the payments of offers are heard")
struct OfferPlaceTests {
    private let offers: Offers
    private let backend: ScriptedBackend

    private var fixture: MintFixture { offers.fixture }

    init() async throws {
        offers = try await Offers()
        backend = ScriptedBackend(offers.fixture.backend)
        backend.haveOffers()
    }

    private func mint(_ change: (inout MintSettings) -> Void = { _ in }) async throws -> Mint {
        try await fixture.restarted(backend: backend) { settings in
            settings.recoveryIntervalMilliseconds = 1
            change(&settings)
        }
    }

    private func paid(_ quote: MintQuote) async throws -> UInt64 {
        try await fixture.mint.services.mintQuote(quote.id).amountPaid
    }

    private func stop(_ task: Task<Void, Never>) async {
        task.cancel()
        await task.value
    }

    private func receive(_ quote: MintQuote, index: UInt64) async throws -> ReceivedPayment {
        let payment = try await fixture.backend.receive(offer: quote.requestID, amountMsat: 3_000)
        return ReceivedPayment(
            paymentHash: payment.paymentHash, amountMsat: 3_000, offer: payment.offer, index: index)
    }

    @Test("A node that does not say how far it has counted is listened to from the place in the database")
    func withoutCount() async throws {
        _ = try await offers.quote(nil, try await mint())
        backend.hideLatest(true)
        let next = try await mint()
        let quote = try await offers.quote(nil, next)
        let running = await fixture.run(next)
        try await fixture.backend.receive(offer: quote.requestID, amountMsat: 3_000)
        #expect(try await eventually { try await paid(quote) == 3 })
        await stop(running)
    }

    @Test("Another node behind the same name has its own place, from before its first offer, and is listened to")
    func exchanged() async throws {
        backend.exchange(for: fixture.backend, FixedBytes { _ in 1 })
        let mint = try await mint()
        let first = try await offers.quote(nil, mint)
        let running = await fixture.run(mint)
        for _ in 0..<3 { try await fixture.backend.receive(offer: first.requestID, amountMsat: 3_000) }
        #expect(try await eventually { try await paid(first) == 9 })
        let other = try FakeBackend(Offers.unpaid, clock: fixture.clock)
        backend.exchange(for: other, FixedBytes { _ in 2 })
        let second = try await offers.quote(nil, mint)
        try await other.receive(offer: second.requestID, amountMsat: 5_000)
        #expect(try await eventually { try await paid(second) == 5 })
        let places = mint.credits.place
        #expect(try await eventually { try await places.stored(of: FixedBytes { _ in 2 }) == 1 })
        // What the former one got is where it was, for the day that it comes back.
        #expect(try await places.stored(of: FixedBytes { _ in 1 }) == 3)
        await stop(running)
        try await fixture.backend.receive(offer: first.requestID, amountMsat: 3_000)
        backend.exchange(for: fixture.backend, FixedBytes { _ in 1 })
        let again = await fixture.run(try await self.mint())
        #expect(try await eventually { try await paid(first) == 12 })
        await stop(again)
    }

    @Test("What wallets ask at the same time is one question to the node, which may take as long as any other")
    func shared() async throws {
        let mint = try await mint()
        backend.hang()
        let asking = (0..<20).map { _ in
            Task { [offers] in try await offers.quote(nil, mint) }
        }
        #expect(await eventually { backend.identities == 21 })
        backend.letGo()
        for task in asking { _ = try await task.value }
        #expect(backend.counts == 1)
    }

    @Test("No wallet waits for a node that does not say how far it has counted")
    func patience() async throws {
        let mint = try await mint { $0.backendPatienceMilliseconds = 1 }
        backend.hang()
        await #expect(throws: MintFailure.self) { try await offers.quote(nil, mint) }
        #expect(backend.offers == 0)
    }

    @Test("A payment that the node says it never got holds the place for an hour, and no longer")
    func missing() async throws {
        let mint = try await mint()
        let quote = try await offers.quote(nil, mint)
        backend.hideReceipts(true)
        await mint.credits.hear(try await receive(quote, index: 1))
        await mint.credits.retry()
        fixture.clock.advance(seconds: 3_599)
        await mint.credits.retry()
        #expect(try await mint.credits.place.stored() == 0)
        // An hour in which nobody answers is none.
        backend.keepReceiptsBack(true)
        fixture.clock.advance(seconds: 1)
        await mint.credits.retry()
        #expect(try await mint.credits.place.stored() == 0)
        backend.keepReceiptsBack(false)
        await mint.credits.retry()
        #expect(try await mint.credits.place.stored() == 1)
        #expect(mint.credits.backlog.withLock { $0.waiting.isEmpty })
        #expect(try await paid(quote) == 0)
    }

    @Test("A node that does not answer about one payment is not asked about the others, and next time about another")
    func away() async throws {
        let mint = try await mint()
        let quote = try await offers.quote(nil, mint)
        backend.keepReceiptsBack(true)
        for index: UInt64 in 1...3 { await mint.credits.hear(try await receive(quote, index: index)) }
        let (questions, first) = (backend.questions, mint.credits.backlog.withLock { $0.waiting.first?.payment.index })
        await mint.credits.retry()
        #expect(backend.questions == questions + 1)
        #expect(first == 1 && mint.credits.backlog.withLock { $0.waiting.first?.payment.index } == 2)
        #expect(try await mint.credits.place.stored() == 0)
        backend.keepReceiptsBack(false)
        await mint.credits.retry()
        #expect(try await paid(quote) == 9)
        #expect(try await mint.credits.place.stored() == 3)
    }
}
