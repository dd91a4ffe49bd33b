import Cashu
import Lightning
import MintStore
import PaymentAPI
import Testing

@testable import MintCore

@Suite("Units")
struct UnitTests {
    @Test("A quote asks for what its amount is worth, rounded up, and is issued in its unit")
    func minting() async throws {
        let fixture = try await MintFixture.withUnits()
        for (unit, amount, msat) in [(CurrencyUnit.sat, 3, 3_000), (.msat, 3, 3), (.usd, 3, 42_858)]
            as [(
                CurrencyUnit, UInt64, UInt64
            )]
        {
            let quote = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: unit, amount: amount))
            #expect(quote.unit == unit && quote.amount == amount)
            #expect(try Bolt11Invoice(parsing: quote.request).amountMsat == msat)
            let outputs = try fixture.outputs([1, 2], unit)
            let signatures = try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
            _ = try outputs.proofs(signatures, try fixture.keyset(unit))
            #expect(try await fixture.mint.mintQuote(quote.id).amountIssued == amount)
        }
        try await fixture.expectEachUnitConserved()
    }

    @Test("A melt costs what the payment is worth, rounded up, and the rest is change of its unit")
    func melting() async throws {
        let fixture = try await MintFixture.withUnits()
        // Of 100,000 msat the fake keeps two percent for fees and spends 1,000 msat of them.
        for (unit, amount, reserve, change) in [
            (CurrencyUnit.sat, 100, 2, 256 - 101), (.usd, 7, 1, 256 - 1 - 8),
        ] as [(CurrencyUnit, UInt64, UInt64, UInt64)] {
            let inputs = try await fixture.fund([128, 128], unit)
            let quote = try await fixture.meltQuote(unit, msat: 100_000)
            #expect([quote.amount, quote.feeReserve, quote.amountMsat] == [amount, reserve, 100_000])
            let blanks = try fixture.outputs([UInt64](repeating: 1, count: 10), unit)
            let paid = try await fixture.mint.melt(
                quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
            #expect(paid.state == .paid)
            #expect(paid.change.reduce(0) { $0 + $1.amount } == change)
            let keyset = try fixture.keyset(unit)
            #expect(paid.change.allSatisfy { $0.keysetID == keyset.id })
        }
        try await fixture.expectEachUnitConserved()
    }

    @Test("Millisatoshis are exact")
    func msat() async throws {
        let fixture = try await MintFixture.withUnits()
        let quote = try await fixture.meltQuote(.msat, msat: 12_345)
        #expect([quote.amount, quote.feeReserve] == [12_345, 1_000])
        let inputs = try await fixture.fund([8_192, 4_096, 1_024, 32, 2], .msat)
        let blanks = try fixture.outputs([1, 1, 1], .msat)
        // 13,346 are one too many: 12,345, the fee of 1,000, and 1 for the inputs.
        let exact = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(exact.state == .paid && exact.change.isEmpty)
        try await fixture.expectEachUnitConserved()
    }

    @Test("No value crosses from one to another")
    func crossing() async throws {
        let fixture = try await MintFixture.withUnits()
        let mint = fixture.mint
        let (sats, cents) = (try await fixture.fund([64, 64], .sat), try await fixture.fund([64, 64], .usd))
        func swap(_ inputs: [Proof], _ outputs: [Output]) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in try await mint.swap(inputs: inputs, outputs: outputs.messages)
            }
        }
        func melt(_ quote: MeltQuote, _ inputs: [Proof], _ outputs: [Output] = []) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in
                try await mint.melt(quote: quote.id, inputs: inputs, outputs: outputs.messages, prefersAsync: false)
            }
        }
        func issue(_ quotes: [MintQuote], _ outputs: [Output]) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in
                try await mint.mint(
                    MintOrder(quotes: quotes.map { MintOrder.Quote(id: $0.id) }, outputs: outputs.messages))
            }
        }
        #expect(await swap(sats, try fixture.outputs([64, 64], .usd)) == .refused(.unitMismatch))
        #expect(await swap([sats[0], cents[0]], try fixture.outputs([128], .sat)) == .refused(.multipleUnits))
        let mixed = try fixture.outputs([64], .sat) + fixture.outputs([64], .usd)
        #expect(await swap(sats, mixed) == .refused(.multipleUnits))

        let quote = try await fixture.meltQuote(.usd, msat: 100_000)
        #expect(await melt(quote, sats) == .refused(.unitMismatch))
        #expect(await melt(quote, cents, try fixture.outputs([1], .sat)) == .refused(.unitMismatch))
        #expect(await melt(quote, [sats[0], cents[0]]) == .refused(.multipleUnits))

        var quotes: [MintQuote] = []
        for unit in [CurrencyUnit.sat, .usd] {
            quotes.append(try await mint.createMintQuote(MintQuoteOrder(unit: unit, amount: 8)))
        }
        #expect(await issue([quotes[0]], try fixture.outputs([8], .usd)) == .refused(.unitMismatch))
        #expect(await issue([quotes[1]], try fixture.outputs([8], .msat)) == .refused(.unitMismatch))
        #expect(await issue(quotes, try fixture.outputs([16], .sat)) == .refused(.unitMismatch))
        #expect(
            await issue(quotes, try fixture.outputs([8], .sat) + fixture.outputs([8], .usd))
                == .refused(.multipleUnits))
        #expect(try await fixture.state(sats + cents) == [.unspent])
        try await fixture.expectEachUnitConserved()
    }

    @Test("An invoice of this mint is settled in its own unit alone, for exactly what it credits")
    func ownInvoice() async throws {
        let fixture = try await MintFixture.withUnits()
        let invoice = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .usd, amount: 3))
        let crossing = await Outcome.of { () throws(MintFailure) in
            try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice.request))
        }
        #expect(crossing == .refused(.unitMismatch))
        let quote = try await fixture.mint.createMeltQuote(MeltQuoteOrder(unit: .usd, request: invoice.request))
        // Rounded up twice it would be four.
        #expect([quote.amount, quote.feeReserve] == [3, 0])
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: try await fixture.fund([4], .usd), outputs: [], prefersAsync: false)
        #expect(paid.state == .paid)
        // And is no reason to stop melting.
        let other = try await fixture.mint.melt(
            quote: try await fixture.meltQuote(.sat, msat: 10_000).id, inputs: try await fixture.fund([16], .sat),
            outputs: [], prefersAsync: false)
        #expect(other.state == .paid)
        try await fixture.expectEachUnitConserved()
    }

    @Test("Each has its own limits, and the mint deals in those it says")
    func terms() async throws {
        let fixture = try await MintFixture.withUnits { settings in
            settings.units[0].maximumMint = 10
            settings.units[2].minimumMint = 20
            settings.units[2].maximumMelt = 6
        }
        func mint(_ unit: CurrencyUnit, _ amount: UInt64) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.createMintQuote(MintQuoteOrder(unit: unit, amount: amount))
            }
        }
        func melt(_ unit: CurrencyUnit, msat: UInt64) async throws -> Outcome {
            let order = MeltQuoteOrder(unit: unit, request: try fixture.invoice(amountMsat: msat).text)
            return await Outcome.of { () throws(MintFailure) in try await fixture.mint.createMeltQuote(order) }
        }
        #expect(await mint(.sat, 10) == .answered)
        #expect(await mint(.sat, 11) == .refused(.amountOutsideLimits))
        #expect(await mint(.usd, 19) == .refused(.amountOutsideLimits))
        #expect(await mint(.usd, 20) == .answered)
        #expect(try await melt(.usd, msat: 85_714) == .answered)
        #expect(try await melt(.usd, msat: 85_715) == .refused(.amountOutsideLimits))
        #expect(try await melt(.sat, msat: 85_715) == .answered)
        // Not dealt in; without a keyset; not known at all.
        for unit in ["eur", "points", "doge"] {
            #expect(await mint(.test(unit), 30) == .refused(.unitNotSupported))
            #expect(try await melt(.test(unit), msat: 30_000) == .refused(.unitNotSupported))
        }
        #expect(await fixture.mint.obstacles().contains("no keyset for points is active"))
    }

    @Test("A quote keeps the rate at which it was made, also where the unit is not dealt in any more")
    func rates() async throws {
        let fixture = try await MintFixture.withUnits()
        let bought = try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .usd, amount: 64))
        let melted = try await fixture.meltQuote(.usd, msat: 100_000)
        // This one has no rate for usd.
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.settled(spentMsat: 100_000))
        let mint = try await fixture.restarted(backend: backend)
        let refused = await Outcome.of { () throws(MintFailure) in
            try await mint.createMintQuote(MintQuoteOrder(unit: .usd, amount: 64))
        }
        #expect(refused == .refused(.unitNotSupported))
        let outputs = try fixture.outputs([64], .usd)
        let signatures = try await mint.mint(quote: bought.id, outputs: outputs.messages, signature: nil)
        let coins = try outputs.proofs(signatures, try fixture.keyset(.usd))
        let blanks = try fixture.outputs([1, 1, 1, 1, 1, 1], .usd)
        let paid = try await mint.melt(
            quote: melted.id, inputs: coins, outputs: blanks.messages, prefersAsync: false)
        #expect(paid.state == .paid)
        #expect(paid.change.reduce(0) { $0 + $1.amount } == 64 - 1 - 7)
        try await fixture.expectEachUnitConserved()
    }
}
