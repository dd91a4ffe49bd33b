import Cashu
import CashuSecrets
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import Synchronization
import TestSupport
import Testing

@testable import MintCore

@Suite("What an offer gets is credited when the backend reports it")
struct OfferFeedTests {
    /// With offers that nobody pays but who is told to, and a backend that does as it is told.
    private struct Setting {
        let offers: Offers
        let backend: ScriptedBackend
        let mint: Mint

        var fixture: MintFixture { offers.fixture }

        init() async throws {
            offers = try await Offers()
            backend = ScriptedBackend(offers.fixture.backend)
            backend.haveOffers()
            mint = try await Self.mint(offers.fixture, backend)
        }

        private static func mint(_ fixture: MintFixture, _ backend: ScriptedBackend) async throws -> Mint {
            // What is done again and again is done soon on the clock of tests.
            try await fixture.restarted(backend: backend) { $0.recoveryIntervalMilliseconds = 1 }
        }

        func restarted() async throws -> Mint { try await Self.mint(fixture, backend) }

        func pay(_ quote: MintQuote, msat: UInt64 = 3_000) async throws {
            try await fixture.backend.receive(offer: quote.requestID, amountMsat: msat)
        }

        func paid(_ quote: MintQuote) async throws -> UInt64 {
            try await fixture.mint.services.mintQuote(quote.id).amountPaid
        }

        func stop(_ task: Task<Void, Never>) async {
            task.cancel()
            await task.value
        }

        /// The clock goes on until it is so.
        func laterEventually(_ condition: () async throws -> Bool) async throws -> Bool {
            try await eventually {
                fixture.clock.advance(seconds: 5)
                return try await condition()
            }
        }
    }

    private func place(_ mint: Mint) async throws -> UInt64? { try await mint.credits.place.stored() }

    @Test("A wallet that asks is answered from the database, and asks the backend nothing")
    func asks() async throws {
        let setting = try await Setting()
        let quote = try await setting.offers.quote(nil, setting.mint)
        let other = try await setting.offers.quote(nil, setting.mint)
        try await setting.pay(quote)
        let questions = setting.backend.questions
        #expect(try await setting.mint.mintQuote(quote.id, method: .bolt12).amountPaid == 0)
        #expect(try await setting.mint.mintQuotes([quote.id, other.id], method: .bolt12).map(\.amountPaid) == [0, 0])
        #expect(setting.backend.questions == questions)
    }

    @Test("What it gets after its quote was made is credited, though nobody listened before, nor lived to listen")
    func firstCursor() async throws {
        let setting = try await Setting()
        // Of before the mint.
        let foreign = try await setting.fixture.backend.createOffer(
            OfferOrder(label: "another", amountMsat: nil, description: "", expiresAt: nil))
        try await setting.fixture.backend.receive(offer: foreign.offerID, amountMsat: 9_000)
        let quote = try await setting.offers.quote(nil, setting.mint)
        #expect(try await place(setting.mint) == 1)
        try await setting.pay(quote)
        // The process that made the offer dies without having listened.
        let next = try await setting.restarted()
        let running = await setting.fixture.run(next)
        #expect(try await eventually { try await setting.paid(quote) == 3 })
        #expect(setting.backend.listenedAfter == [1])
        await setting.stop(running)
    }

    @Test("No offer is made before it is known where to listen from")
    func noCursorNoOffer() async throws {
        let setting = try await Setting()
        setting.backend.hideLatest(true)
        await #expect(throws: MintFailure.self) { try await setting.offers.quote(nil, setting.mint) }
        #expect(setting.backend.offers == 0)
        setting.backend.hideLatest(false)
        _ = try await setting.offers.quote(nil, setting.mint)
        #expect(setting.backend.offers == 1)
    }

    @Test("What came while no process ran is credited by the next one, from where the last one stopped")
    func whileDown() async throws {
        let setting = try await Setting()
        let quote = try await setting.offers.quote(nil, setting.mint)
        let running = await setting.fixture.run(setting.mint)
        try await setting.pay(quote)
        #expect(try await eventually { try await setting.paid(quote) == 3 })
        #expect(try await eventually { try await place(setting.mint) == 1 })
        await setting.stop(running)
        for _ in 0..<3 { try await setting.pay(quote) }
        let again = await setting.fixture.run(try await setting.restarted())
        #expect(try await eventually { try await setting.paid(quote) == 12 })
        #expect(setting.backend.listenedAfter == [0, 1])
        await setting.stop(again)
        try await Books(setting.fixture.database).expectConserved()
    }

    @Test("A payment that cannot be credited yet is tried again by the same process, and holds the place back")
    func triedAgain() async throws {
        let setting = try await Setting()
        let (quote, other) = (
            try await setting.offers.quote(nil, setting.mint), try await setting.offers.quote(nil, setting.mint)
        )
        setting.backend.hideReceipts(true)
        let running = await setting.fixture.run(setting.mint)
        try await setting.pay(quote)
        #expect(await eventually { setting.backend.questions > 0 })
        #expect(await eventually { setting.mint.credits.backlog.withLock { $0.waiting.count } == 1 })
        #expect(try await setting.paid(quote) == 0)
        setting.backend.hideReceipts(false)
        try await setting.pay(other)
        #expect(try await setting.laterEventually { try await setting.paid(other) == 3 })
        #expect(try await setting.laterEventually { try await setting.paid(quote) == 3 })
        #expect(try await setting.laterEventually { try await place(setting.mint) == 2 })
        await setting.stop(running)
    }

    @Test("A payment that a process could not credit is credited by the next one, though others came after it")
    func nextProcess() async throws {
        let setting = try await Setting()
        let quote = try await setting.offers.quote(nil, setting.mint)
        let credits = setting.mint.credits
        for hides in [true, false] {
            setting.backend.hideReceipts(hides)
            let payment = try await setting.fixture.backend.receive(offer: quote.requestID, amountMsat: 3_000)
            let index = try await setting.fixture.backend.latestReceived()
            await credits.hear(
                ReceivedPayment(
                    paymentHash: payment.paymentHash, amountMsat: 3_000, offer: payment.offer, index: index))
        }
        #expect(try await setting.paid(quote) == 3)
        #expect(try await place(setting.mint) == 0)
        let running = await setting.fixture.run(try await setting.restarted())
        #expect(try await eventually { try await setting.paid(quote) == 6 })
        await setting.stop(running)
        try await Books(setting.fixture.database).expectConserved()
    }

    @Test("A payment that is reported before its quote is in the database is credited when it is")
    func early() async throws {
        let setting = try await Setting()
        let running = await setting.fixture.run(setting.mint)
        #expect(await eventually { setting.backend.listenedAfter == [0] })
        let made = try await setting.backend.createOffer(
            OfferOrder(label: "early", amountMsat: nil, description: "", expiresAt: 2_000_000_000))
        try await setting.fixture.backend.receive(offer: made.offerID, amountMsat: 3_000)
        #expect(await eventually { setting.mint.credits.backlog.withLock { $0.waiting.count } == 1 })
        let quote = MintQuote(
            id: "early", method: .bolt12, unit: .sat, rate: .sat, amount: nil, request: made.request,
            requestID: made.offerID, description: nil, publicKey: setting.offers.key.publicKey, expiry: 2_000_000_000,
            createdAt: setting.fixture.clock.now())
        try await setting.fixture.database.write { (transaction) throws(StoreError) in try transaction.insert(quote) }
        #expect(try await setting.laterEventually { try await setting.paid(quote) == 3 })
        await setting.stop(running)
    }

    @Test("Payments of offers of others hold the place back for a minute, and no longer")
    func foreign() async throws {
        let setting = try await Setting()
        let running = await setting.fixture.run(setting.mint)
        #expect(await eventually { setting.backend.listenedAfter == [0] })
        let foreign = try await setting.fixture.backend.createOffer(
            OfferOrder(label: "another", amountMsat: nil, description: "", expiresAt: nil))
        try await setting.fixture.backend.receive(offer: foreign.offerID, amountMsat: 9_000)
        #expect(await eventually { setting.mint.credits.backlog.withLock { $0.waiting.count } == 1 })
        #expect(try await place(setting.mint) == 0)
        #expect(try await setting.laterEventually { try await place(setting.mint) == 1 })
        #expect(setting.mint.credits.backlog.withLock { $0.waiting.isEmpty })
        await setting.stop(running)
    }

    @Test("A node that has counted less than the place is another one, and is listened to from its own count")
    func otherNode() async throws {
        let setting = try await Setting()
        _ = try await setting.offers.quote(nil, setting.mint)
        await setting.mint.credits.place.advance(to: 5_000)
        let other = try await setting.restarted()
        let quote = try await setting.offers.quote(nil, other)
        #expect(try await place(other) == 0)
        try await setting.pay(quote)
        let running = await setting.fixture.run(other)
        #expect(try await eventually { try await setting.paid(quote) == 3 })
        await setting.stop(running)
    }
}
