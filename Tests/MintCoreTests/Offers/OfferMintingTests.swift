import Cashu
import CashuCrypto
import CashuSecrets
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import TestSupport
import Testing

@testable import MintCore

@Suite("Mint by an offer")
struct OfferMintingTests {
    @Test("An offer is paid twice and issued in three parts, never more than was paid")
    func parts() async throws {
        let offers = try await Offers()
        let fixture = offers.fixture
        let quote = try await offers.quote()
        #expect(quote.amount == nil && quote.method == .bolt12 && quote.expiry == fixture.clock.now() + 30 * 86_400)
        let offer = try Bolt12Offer(parsing: quote.request)
        #expect(offer.offerID == quote.requestID && offer.amount == nil && offer.absoluteExpiry == quote.expiry)
        #expect(await offers.outcome(quote, fixture.outputs(1)) == .refused(.quoteNotPaid))
        try await offers.pay(quote, msat: 8_000)
        #expect(try await offers.look(quote).amountPaid == 8)
        #expect(await offers.outcome(quote, fixture.outputs(8, 1)) == .refused(.notBalanced))
        #expect(try await offers.mint(quote, fixture.outputs(4, 1)).count == 2)
        let left = try await offers.look(quote)
        #expect(left.amountPaid == 8 && left.amountIssued == 5 && left.state == .paid)
        #expect(await offers.outcome(quote, fixture.outputs(4)) == .refused(.notBalanced))
        try await offers.pay(quote, msat: 4_000)
        #expect(try await offers.mint(quote, fixture.outputs(4)).count == 1)
        #expect(try await offers.mint(quote, fixture.outputs(2, 1)).count == 2)
        let done = try await offers.look(quote)
        #expect(done.amountPaid == 12 && done.amountIssued == 12)
        #expect(await offers.outcome(quote, fixture.outputs(1)) == .refused(.quoteAlreadyIssued))
        try await Books(fixture.database).expectConserved()
    }

    @Test("What is paid counts, more or less than was asked, in whole units of each payment")
    func amounts() async throws {
        let offers = try await Offers()
        let quote = try await offers.quote(10)
        #expect(try Bolt12Offer(parsing: quote.request).amountMsat == 10_000)
        try await offers.pay(quote, msat: 3_999)
        #expect(try await offers.look(quote).amountPaid == 3)
        try await offers.pay(quote, msat: 999)
        #expect(try await offers.look(quote).amountPaid == 3)
        try await offers.pay(quote, msat: 20_001)
        #expect(try await offers.look(quote).amountPaid == 23)
        let rows = try await offers.fixture.database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT amount, amount_msat FROM credited_payment ORDER BY amount").map {
                (row) throws(DatabaseError) in [try row.unsigned(0), try row.unsigned(1)]
            }
        }
        #expect(rows == [[0, 999], [3, 3_999], [20, 20_001]])
        try await Books(offers.fixture.database).expectConserved()
    }

    @Test("Payments that came before an offer expired are credited after it")
    func expiry() async throws {
        let offers = try await Offers(try await MintFixture(backend: Offers.unpaid) { $0.limits.offerSeconds = 100 })
        let (paid, unpaid) = (try await offers.quote(), try await offers.quote())
        try await offers.pay(paid, msat: 4_000)
        offers.fixture.clock.advance(seconds: 1_000)
        #expect(await offers.outcome(unpaid, offers.fixture.outputs(4)) == .refused(.quoteExpired))
        #expect(await offers.outcome(paid, offers.fixture.outputs(4)) == .answered)
    }

    @Test("A quote for an offer has a key, and nothing is issued without its signature")
    func keys() async throws {
        let offers = try await Offers()
        let mint = offers.fixture.mint
        let without = await Outcome.of { () throws(MintFailure) in
            try await mint.createMintQuote(MintQuoteOrder(method: .bolt12, unit: .sat, amount: 8))
        }
        #expect(without == .refused(.quotePublicKeyInvalid))
        let quote = try await offers.quote()
        try await offers.pay(quote, msat: 8_000)
        let outputs = offers.fixture.outputs(8)
        let other = offers.signature(try await offers.quote(), outputs)
        for signature in [nil, other] {
            let outcome = await Outcome.of { () throws(MintFailure) in
                try await mint.mint(
                    quote: quote.id, outputs: outputs.messages, signature: signature, method: .bolt12)
            }
            #expect(outcome == .refused(.quoteSignatureInvalid))
        }
        #expect(await offers.outcome(quote, outputs) == .answered)
    }

    @Test("A quote of one method is not known under another")
    func methods() async throws {
        let offers = try await Offers()
        let mint = offers.fixture.mint
        let offer = try await offers.quote()
        let invoice = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 8))
        for (id, method) in [(offer.id, PaymentMethod.bolt11), (invoice.id, .bolt12)] {
            let outcomes = [
                await Outcome.of { () throws(MintFailure) in try await mint.mintQuote(id, method: method) },
                await Outcome.of { () throws(MintFailure) in try await mint.mintQuotes([id], method: method) },
                await Outcome.of { () throws(MintFailure) in
                    try await mint.mint(
                        quote: id, outputs: offers.fixture.outputs(8).messages, signature: nil, method: method)
                },
            ]
            #expect(outcomes == [.refused(.quoteUnknown), .refused(.quoteUnknown), .refused(.quoteUnknown)])
        }
        let standings = try await mint.standings(of: [.mintQuote(offer.id, .bolt11), .mintQuote(offer.id, .bolt12)])
        #expect(Set(standings.keys) == [.mintQuote(offer.id, .bolt12)])
    }

    @Test("A backend without offers leaves the mint without the method")
    func unsupported() async throws {
        let offers = try await Offers()
        let mint = try await offers.fixture.restarted(backend: ScriptedBackend(offers.fixture.backend))
        #expect(mint.methods == [.bolt11])
        let foreign = try offers.foreign().text
        let outcomes = [
            await Outcome.of { () throws(MintFailure) in
                try await mint.createMintQuote(
                    MintQuoteOrder(method: .bolt12, unit: .sat, amount: 8, publicKey: offers.key.publicKey))
            },
            await Outcome.of { () throws(MintFailure) in
                try await mint.createMeltQuote(MeltQuoteOrder(method: .bolt12, unit: .sat, request: foreign))
            },
        ]
        #expect(outcomes == [.refused(.routeUnknown), .refused(.routeUnknown)])
    }

    @Test("The same mint request gets the same signatures, also after the offer was paid again")
    func again() async throws {
        let offers = try await Offers()
        let quote = try await offers.quote()
        try await offers.pay(quote, msat: 8_000)
        let outputs = offers.fixture.outputs(4)
        let first = try await offers.mint(quote, outputs)
        #expect(try await offers.mint(quote, outputs) == first)
        try await offers.pay(quote, msat: 8_000)
        #expect(try await offers.mint(quote, outputs) == first)
        let other = try await offers.fixture.restarted()
        #expect(try await offers.mint(quote, outputs, at: other) == first)
        #expect(try await offers.look(quote).amountIssued == 4)
        let unsigned = await Outcome.of { () throws(MintFailure) in
            try await other.mint(quote: quote.id, outputs: outputs.messages, signature: nil, method: .bolt12)
        }
        #expect(unsigned == .refused(.quoteSignatureInvalid))
        try await Books(offers.fixture.database).expectConserved()
    }

    @Test("Of many processes that mint one offer at once, together none gets more than was paid")
    func race() async throws {
        let offers = try await Offers()
        let quote = try await offers.quote()
        try await offers.pay(quote, msat: 10_000)
        var mints: [Mint] = []
        for _ in 0..<8 { mints.append(try await offers.fixture.restarted()) }
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for mint in mints {
                let outputs = offers.fixture.outputs(4)
                group.addTask { await offers.outcome(quote, outputs, at: mint) }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .answered } == 2, "4 and 4 of 10")
        #expect(outcomes.count { $0 == .refused(.notBalanced) } == 6)
        let left = try await offers.look(quote)
        #expect(left.amountPaid == 10 && left.amountIssued == 8)
        try await Books(offers.fixture.database).expectConserved()
    }

    @Test("A payment is credited once when the backend reports it to several processes, again and again")
    func creditedOnce() async throws {
        let offers = try await Offers()
        let quote = try await offers.quote()
        var mints = [offers.fixture.mint]
        for _ in 0..<3 { mints.append(try await offers.fixture.restarted()) }
        var running: [Task<Void, Never>] = []
        for mint in mints { running.append(await offers.fixture.run(mint)) }
        for _ in 0..<5 {
            // All of them hear of it, each by itself.
            let payment = try await offers.fixture.backend.receive(offer: quote.requestID, amountMsat: 3_000)
            await withTaskGroup(of: Void.self) { group in
                for mint in mints {
                    group.addTask { _ = try? await mint.mintQuote(quote.id, method: .bolt12) }
                    group.addTask { _ = await mint.credits.notice(payment) }
                }
            }
        }
        #expect(try await offers.look(quote).amountPaid == 15)
        for task in running {
            task.cancel()
            await task.value
        }
        try await Books(offers.fixture.database).expectConserved()
    }

    @Test("A batch charges each offer what it says, and the outputs are worth all of it")
    func batch() async throws {
        let offers = try await Offers()
        let (a, b) = (try await offers.quote(), try await offers.quote())
        try await offers.pay(a, msat: 8_000)
        try await offers.pay(b, msat: 8_000)
        func order(_ amounts: [UInt64?], _ outputs: [Output]) -> MintOrder {
            MintOrder(
                method: .bolt12,
                quotes: zip([a, b], amounts).map {
                    MintOrder.Quote(id: $0.id, amount: $1, signature: offers.signature($0, outputs))
                }, outputs: outputs.messages)
        }
        func outcome(_ order: MintOrder) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in try await offers.fixture.mint.mint(order) }
        }
        let outputs = offers.fixture.outputs(8, 2)
        #expect(await outcome(order([7, nil], outputs)) == .refused(.malformedRequest))
        #expect(await outcome(order([7, 2], outputs)) == .refused(.notBalanced), "less than the outputs")
        #expect(await outcome(order([7, 4], outputs)) == .refused(.notBalanced), "more than the outputs")
        #expect(await outcome(order([9, 1], outputs)) == .refused(.notBalanced), "more than was paid")
        #expect(await outcome(order([10, 0], outputs)) == .refused(.notBalanced))
        let first = try await offers.fixture.mint.mint(order([7, 3], outputs))
        #expect(first.map(\.amount) == [8, 2])
        #expect(try await offers.look(a).amountIssued == 7)
        #expect(try await offers.look(b).amountIssued == 3)
        #expect(try await offers.fixture.mint.mint(order([7, 3], outputs)) == first)
        #expect(await outcome(order([5, 5], outputs)) == .refused(.notBalanced), "another request")
        try await Books(offers.fixture.database).expectConserved()
    }
}
