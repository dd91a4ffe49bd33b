import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

@Suite("Melt")
struct MeltTests {
    private func outcome(
        _ mint: Mint, _ quote: String, _ inputs: [Proof], _ outputs: [Output] = []
    ) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote, inputs: inputs, outputs: outputs.messages, prefersAsync: false)
        }
    }

    @Test("A payment takes the inputs and gives back exactly what it did not cost")
    func happyPath() async throws {
        let fixture = try await MintFixture(fee: 500)
        let inputs = try await fixture.fund(16, 4)
        let quote = try await fixture.meltQuote(amountMsat: 9_001)
        #expect(quote.amount == 10, "rounded up")
        #expect(quote.feeReserve == 1)
        let blanks = fixture.blanks(4)
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(paid.state == .paid)
        #expect(paid.preimage == nil, "the fake has none")
        // 20 − 1 fee of two inputs − 11 (9.001 and 1 of fee, rounded up) = 8.
        #expect(paid.change.map(\.amount) == [8])
        #expect(try await fixture.mint.meltQuote(quote.id) == paid)
        let change = try blanks.proofs(paid.change, fixture.keyset)
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(try await fixture.state(change) == [.unspent])
        #expect(try await fixture.mint.restore(blanks.messages).map(\.amount) == [8])
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.booksKept == 0)
        #expect(await outcome(fixture.mint, quote.id, change) == .refused(.invoiceAlreadyPaid))
    }

    @Test("With too few blank outputs the largest parts come first; with none the mint keeps the rest")
    func fewBlanks() async throws {
        let fixture = try await MintFixture()
        let quote = try await fixture.meltQuote()
        let blanks = fixture.blanks(2)
        // 64 − 11 = 53 = 32 + 16 + 4 + 1
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: try await fixture.fund(64), outputs: blanks.messages, prefersAsync: false)
        #expect(paid.change.map(\.amount) == [32, 16])
        let other = try await fixture.meltQuote()
        let none = try await fixture.mint.melt(
            quote: other.id, inputs: try await fixture.fund(64), outputs: [], prefersAsync: false)
        #expect(none.state == .paid)
        #expect(none.change.isEmpty)
        let books = try await Books(fixture.database)
        books.expectConserved()
        books.expectQuiet()
        #expect(books.booksKept == 5 + 53)
    }

    @Test("Unused blank outputs can be used again")
    func unusedBlanks() async throws {
        let fixture = try await MintFixture()
        let quote = try await fixture.meltQuote()
        let blanks = fixture.blanks(3)
        let paid = try await fixture.mint.melt(
            quote: quote.id, inputs: try await fixture.fund(8, 4), outputs: blanks.messages, prefersAsync: false)
        #expect(paid.change.map(\.amount) == [1])
        let inputs = try await fixture.fund(1)
        let reused = BlindedMessage(amount: 1, keysetID: fixture.keyset.id, point: blanks[2].message.point)
        _ = try await fixture.mint.swap(inputs: inputs, outputs: [reused])
    }

    @Test("Each refusal has its number, in the order of the checks")
    func refusals() async throws {
        let fixture = try await MintFixture()
        let mint = fixture.mint
        let inputs = try await fixture.fund(8, 4)
        let quote = try await fixture.meltQuote()
        let expired = try await fixture.meltQuote()
        let unknown = KeysetID.version1(FixedBytes { $0 == 0 ? 0 : 9 })
        #expect(await outcome(mint, "unknown", inputs) == .refused(.quoteUnknown))
        #expect(await outcome(mint, quote.id, []) == .refused(.malformedRequest))
        #expect(await outcome(mint, quote.id, [inputs[0], inputs[0]]) == .refused(.duplicateInputs))
        #expect(await outcome(mint, quote.id, [inputs[0].moved(to: unknown)]) == .refused(.keysetUnknown))
        let blank = fixture.blanks(1)
        #expect(await outcome(mint, quote.id, inputs, blank + blank) == .refused(.duplicateOutputs))
        #expect(await outcome(mint, quote.id, [inputs[0]]) == .refused(.notBalanced))
        #expect(fixture.signatory.verifications == 0, "cheap checks come first")
        let forged = Proof(
            amount: 8, keysetID: fixture.keyset.id, secret: inputs[0].secret, signature: inputs[1].signature)
        #expect(await outcome(mint, quote.id, [forged, inputs[1]]) == .refused(.proofVerificationFailed))
        let spent = try await fixture.fund(16)
        let signed = fixture.outputs(16)
        _ = try await mint.swap(inputs: spent, outputs: signed.messages)
        #expect(await outcome(mint, quote.id, spent) == .refused(.proofsAlreadySpent))
        #expect(await outcome(mint, quote.id, inputs, signed) == .refused(.outputsAlreadySigned))
        #expect(try await mint.meltQuote(quote.id).state == .unpaid)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(await outcome(mint, quote.id, inputs) == .answered)
        #expect(await outcome(mint, quote.id, inputs) == .answered, "the same request again")
        #expect(await outcome(mint, quote.id, inputs, blank) == .refused(.invoiceAlreadyPaid), "another request")
        fixture.clock.advance(seconds: 601)
        #expect(await outcome(mint, expired.id, try await fixture.fund(8, 4)) == .refused(.quoteExpired))
        (try await Books(fixture.database)).expectConserved()
    }

    @Test("Orders that cannot be paid are refused")
    func orders() async throws {
        let fixture = try await MintFixture { settings in
            settings.units[0].maximumMelt = 100
            settings.limits.maximumInvoiceBytes = 1_000
            settings.duplicateMeltQuotes = .refuse
        }
        func outcome(_ unit: CurrencyUnit, _ request: String, _ amount: UInt64? = nil) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.createMeltQuote(
                    MeltQuoteOrder(unit: unit, request: request, amountMsat: amount))
            }
        }
        let usd = try #require(CurrencyUnit("usd"))
        let plain = try fixture.invoice().text
        let open = try fixture.invoice(amountMsat: nil).text
        #expect(await outcome(usd, plain) == .refused(.unitNotSupported))
        #expect(await outcome(.sat, String(repeating: "l", count: 1_001)) == .refused(.invoiceInvalid))
        #expect(await outcome(.sat, "lnbc1nothing") == .refused(.invoiceInvalid))
        #expect(await outcome(.sat, open) == .refused(.amountlessInvoice))
        #expect(await outcome(.sat, plain, 9_999) == .refused(.invoiceAmountMismatch))
        #expect(await outcome(.sat, try fixture.invoice(amountMsat: 100_001).text) == .refused(.amountOutsideLimits))
        #expect(await outcome(.sat, open, 0) == .refused(.amountOutsideLimits))
        #expect(await outcome(.sat, open, .max) == .refused(.amountOutsideLimits))
        #expect(await outcome(.sat, plain, 10_000) == .answered)
        #expect(await outcome(.sat, plain) == .refused(.quotePending), "a live quote, and the settings say so")
        fixture.clock.advance(seconds: 601)
        #expect(await outcome(.sat, plain) == .answered, "it has expired")
        #expect(await outcome(.sat, open, 100_000) == .answered)
    }

    @Test("Of orders that race for one invoice one gets a quote where only one may live")
    func oneQuote() async throws {
        let fixture = try await MintFixture { $0.duplicateMeltQuotes = .refuse }
        let order = MeltQuoteOrder(unit: .sat, request: try fixture.invoice().text)
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for _ in 0..<8 {
                group.addTask {
                    await Outcome.of { () throws(MintFailure) in try await fixture.mint.createMeltQuote(order) }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        #expect(outcomes.count { $0 == .answered } == 1)
        #expect(outcomes.count { $0 == .refused(.quotePending) } == 7)
    }

    @Test("One invoice is paid through one quote")
    func oneWinner() async throws {
        let fixture = try await MintFixture { settings in
            settings.meltWaitSeconds = 0
            settings.duplicateMeltQuotes = .allow
        }
        let invoice = try fixture.invoice("fake:hang").text
        let order = MeltQuoteOrder(unit: .sat, request: invoice)
        let (first, second) = (
            try await fixture.mint.createMeltQuote(order), try await fixture.mint.createMeltQuote(order)
        )
        let (some, other) = (try await fixture.fund(16), try await fixture.fund(16))
        #expect(await outcome(fixture.mint, first.id, some) == .answered)
        #expect(await outcome(fixture.mint, second.id, other) == .refused(.invoiceAlreadyPaid))
        #expect(await outcome(fixture.mint, first.id, other) == .refused(.quotePending))
        #expect(try await fixture.state(other) == [.unspent])
        #expect(try await fixture.state(some) == [.pending])
    }
}
