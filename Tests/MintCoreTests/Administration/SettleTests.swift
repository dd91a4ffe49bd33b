import Cashu
import CashuCrypto
import MintStore
import PaymentAPI
import Storage
import Testing

@testable import MintCore

@Suite("A melt that an operator settles")
struct SettleTests {
    @Test("needs a preimage that hashes to the payment hash, and a cost that can be")
    func refusals() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .unknown("gone") }
        let wrong = FixedBytes<32> { _ in 9 }
        try await melt.expectRefusal(of: .settle(preimage: wrong, spentMsat: 10_000), because: "does not hash to")
        try await melt.expectRefusal(of: .settle(preimage: nil, spentMsat: 10_000), because: "give the preimage")
        try await melt.expectRefusal(of: .settle(preimage: nil, spentMsat: nil), because: "give the preimage")
        try await melt.expectRefusal(of: .settle(preimage: melt.preimage, spentMsat: nil), because: "give the cost")
        for cost in [0, 9_999, Money.maximum + 1, .max] {
            try await melt.expectRefusal(
                of: .settle(preimage: melt.preimage, spentMsat: cost), because: "cannot have cost")
        }
    }

    @Test("is paid with the preimage, and its wallet has its change")
    func preimage() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .unknown("gone") }
        #expect(try await melt.resolve(.settle(preimage: melt.preimage, spentMsat: 10_000)).isOver)
        try await melt.expectEnded(.spent, .paid, by: "the preimage proves it")
        let quote = try await melt.mint.meltQuote(melt.quote.id)
        #expect(quote.preimage == melt.preimage)
        #expect(quote.change.map(\.amount).reduce(0, +) == 6)
    }

    @Test("needs nothing when the backend says that it is paid, and for how much")
    func word() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .settled(spentMsat: 11_000) }
        #expect(try await melt.resolve(.settle(preimage: nil, spentMsat: nil)).isOver)
        try await melt.expectEnded(.spent, .paid, by: "11000 msat")
        let quote = try await melt.mint.meltQuote(melt.quote.id)
        // Zeros are no preimage.
        #expect(quote.preimage == nil)
        #expect(quote.change.map(\.amount).reduce(0, +) == 5)
    }

    @Test("at a cost beyond what was reserved is the mint's loss on record, like any other")
    func overspent() async throws {
        let melt = try await OpenMelt()
        _ = try await melt.resolve(.settle(preimage: melt.preimage, spentMsat: 20_000))
        let kinds = try await melt.administration.incidents().map(\.report.kind)
        #expect(Set(kinds) == [.manual, .overspent])
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await melt.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: melt.quote.request))
            } == .unavailable)
    }

    @Test("while the signatory is away is on record as paid, and completed when that one is back")
    func signatoryAway() async throws {
        let melt = try await OpenMelt()
        melt.fixture.signatory.fail(always: .unavailable)
        let resolution = try await melt.resolve(.settle(preimage: melt.preimage, spentMsat: 10_000))
        #expect(!resolution.isOver)
        #expect(try await melt.administration.saga(melt.reference).rule == .paid)
        #expect(try await melt.fixture.state(melt.inputs) == [.pending])
        melt.fixture.signatory.fail(always: nil)
        await melt.mint.recovery.advanceMelts()
        try await melt.expectEnded(.spent, .paid, by: "the preimage proves it")
    }
}
