import Cashu
import Lightning
import MintStore
import PaymentAPI
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

@Suite("The watchdog over what the mint owes")
struct SolvencyTests {
    private static func rule(
        _ consequence: SolvencyRule.Consequence, partsPerMillion: UInt64 = 1_000_000, looks: Int = 1
    ) -> SolvencyRule {
        var rule = SolvencyRule()
        rule.consequence = consequence
        rule.partsPerMillion = partsPerMillion
        rule.looks = looks
        return rule
    }

    @Test("compares what the node has, and what is on its way, with all ecash and all that was received and not yet taken")
    func comparison() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let coins = try await fixture.fund(16, 16)
        let taken = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 5))
        #expect(try await fixture.mint.mintQuote(taken.id).state == .paid)
        let quote = try await fixture.meltQuote("fake:hang")
        _ = try await fixture.mint.melt(
            quote: quote.id, inputs: [coins[0]], outputs: [], prefersAsync: false)
        await fixture.settle()
        let books = try await fixture.mint.audit.report()
        func report(_ owned: UInt64, rate: UnitRate? = .sat) -> SolvencyReport? {
            SolvencyReport(ownedMsat: owned, books: books.units, pending: books.pendingPayments) { _ in rate }
        }
        let reserve = 1_000 * (10 + quote.feeReserve)
        #expect(report(7) == SolvencyReport(ownedMsat: 7, pendingMsat: reserve, owedMsat: 37_000))
        #expect(report(7, rate: nil) == nil)
        let exact = 37_000 - reserve
        #expect(report(exact)?.fulfils(Self.rule(.none)) == true)
        #expect(report(exact - 1)?.fulfils(Self.rule(.none)) == false)
        #expect(report(exact - 1)?.fulfils(Self.rule(.none, partsPerMillion: 999_000)) == true)
        #expect(report(.max)?.fulfils(Self.rule(.none, partsPerMillion: 10_000_000)) == true)
    }

    @Test(
        "pauses what its rule says, in the third look in a row, and lets it go on by itself",
        arguments: SolvencyRule.Consequence.allCases)
    func pauses(_ consequence: SolvencyRule.Consequence) async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend) { $0.solvency = Self.rule(consequence, looks: 3) }
        let coins = try await fixture.fund(16)
        for _ in 1...2 {
            backend.have(msat: 15_999)
            for _ in 1...2 { await mint.audit.round() }
            #expect(try await state(mint, fixture) == .init(minting: .answered, melting: .answered))
            backend.have(msat: 16_000)
            await mint.audit.round()
        }
        backend.have(msat: 15_999)
        for _ in 1...3 { await mint.audit.round() }
        let paused = Outcome.refused(.mintingDisabled)
        #expect(
            try await state(mint, fixture)
                == .init(
                    minting: consequence.pausesMinting ? paused : .answered,
                    melting: consequence.pausesMelting ? paused : .answered))
        #expect(fixture.log.entries.contains { $0.message == "the mint has less than it owes" })
        _ = try await mint.swap(inputs: coins, outputs: fixture.outputs(8, 8).messages)
        backend.have(msat: 16_000)
        await mint.audit.round()
        #expect(try await state(mint, fixture) == .init(minting: .answered, melting: .answered))
    }

    @Test("that cannot ask the node pauses nothing, and ends nothing")
    func silence() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend) { $0.solvency = Self.rule(.both) }
        _ = try await fixture.fund(16)
        await mint.audit.round()
        #expect(try await state(mint, fixture) == .init(minting: .answered, melting: .answered))
    }

    private struct State: Equatable {
        let minting: Outcome
        let melting: Outcome
    }

    private func state(_ mint: Mint, _ fixture: MintFixture) async throws -> State {
        let invoice = try fixture.invoice().text
        return State(
            minting: await Outcome.of { () throws(MintFailure) in
                try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 1))
            },
            melting: await Outcome.of { () throws(MintFailure) in
                try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice))
            })
    }
}
