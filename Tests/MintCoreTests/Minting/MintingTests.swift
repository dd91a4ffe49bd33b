import Cashu
import CashuCrypto
import CashuSecrets
import MintStore
import PaymentAPI
import PaymentFake
import SignatoryAPI
import Storage
import Testing

@testable import MintCore

@Suite("Mint")
struct MintingTests {
    /// Invoices are paid ten seconds after they were made.
    private static var slow: FakeBackendConfiguration {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 10
        configuration.maxDelaySeconds = 10
        return configuration
    }

    private func quote(_ fixture: MintFixture, _ amount: UInt64 = 12, key: PublicKey? = nil) async throws -> MintQuote {
        try await fixture.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: amount, publicKey: key))
    }

    private func outcome(
        _ mint: Mint, _ quote: String, _ outputs: [Output], _ signature: SchnorrSignature? = nil
    ) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.mint(quote: quote, outputs: outputs.messages, signature: signature)
        }
    }

    @Test("A quote goes from unpaid to paid to issued, and its ecash is money")
    func happyPath() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let quote = try await quote(fixture)
        #expect(quote.state == .unpaid)
        #expect(quote.expiry == fixture.clock.now() + 3_600)
        #expect(try await fixture.mint.mintQuote(quote.id) == quote)
        #expect(await outcome(fixture.mint, quote.id, fixture.outputs(4, 8)) == .refused(.quoteNotPaid))
        fixture.clock.advance(seconds: 10)
        #expect(try await fixture.mint.mintQuote(quote.id).state == .paid)
        let outputs = fixture.outputs(4, 8)
        let signatures = try await fixture.mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        let proofs = try outputs.proofs(signatures, fixture.keyset)
        #expect(try await fixture.mint.mintQuote(quote.id).state == .issued)
        #expect(await outcome(fixture.mint, quote.id, fixture.outputs(4, 8)) == .refused(.quoteAlreadyIssued))
        _ = try await fixture.mint.swap(inputs: proofs, outputs: fixture.outputs(4, 8).messages)
        (try await Books(fixture.database)).expectConserved()
    }

    @Test("Each refusal has its number, in the order of the checks")
    func refusals() async throws {
        let fixture = try await MintFixture(backend: Self.slow)
        let key = try #require(
            unsafe FixedBytes<32> { _ in 5 }.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
        let locked = try await quote(fixture, key: key.publicKey)
        let good = fixture.outputs(4, 8)
        #expect(await outcome(fixture.mint, "unknown", good) == .refused(.quoteUnknown))
        #expect(await outcome(fixture.mint, locked.id, good) == .refused(.quoteSignatureInvalid))
        let signed = QuoteKey.sign(quote: locked.id, outputs: good.messages, with: key)
        #expect(await outcome(fixture.mint, locked.id, good, signed.newest) == .refused(.quoteNotPaid))
        #expect(
            await outcome(fixture.mint, locked.id, good.reversed(), signed.newest) == .refused(.quoteSignatureInvalid))
        fixture.clock.advance(seconds: 10)
        let late = fixture.outputs(4, 4)
        let lateSigned = QuoteKey.sign(quote: locked.id, outputs: late.messages, with: key)
        #expect(await outcome(fixture.mint, locked.id, late, lateSigned.newest) == .refused(.notBalanced))
        #expect(await outcome(fixture.mint, locked.id, good, signed.original) == .answered)
        let other = try await quote(fixture)
        fixture.clock.advance(seconds: 10)
        #expect(await outcome(fixture.mint, other.id, []) == .refused(.malformedRequest))
        #expect(await outcome(fixture.mint, other.id, fixture.outputs(8, 8)) == .refused(.notBalanced))
        #expect(await outcome(fixture.mint, other.id, good) == .refused(.outputsAlreadySigned))
        let usd = try #require(CurrencyUnit("usd"))
        let sat = fixture.keyset
        try fixture.signatory.rotate(unit: usd)
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        #expect(await outcome(fixture.mint, other.id, fixture.outputs(4, 8)) == .refused(.unitMismatch))
        #expect(await outcome(fixture.mint, other.id, TestWallet.outputs([4, 8], sat.id)) == .answered)
        let unpaid = try await quote(fixture)
        fixture.clock.advance(seconds: 5)
        #expect(await outcome(fixture.mint, unpaid.id, good) == .refused(.quoteNotPaid))
    }

    @Test("An invoice that was paid with less than it asks is not credited, until all of it is there")
    func underpaid() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.withhold(msat: 1)
        let mint = try await fixture.restarted(backend: backend)
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 12))
        for _ in 0..<2 { #expect(try await mint.mintQuote(quote.id).state == .unpaid) }
        #expect(await outcome(mint, quote.id, fixture.outputs(4, 8)) == .refused(.quoteNotPaid))
        backend.withhold(msat: 0)
        #expect(try await mint.mintQuote(quote.id).state == .paid)
        #expect(await outcome(mint, quote.id, fixture.outputs(4, 8)) == .answered)
    }

    @Test("An invoice that was paid with more than it asks is worth what it asks, and the books say what came")
    func overpaid() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.add(msat: 5_001)
        let mint = try await fixture.restarted(backend: backend)
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 12))
        let paid = try await mint.mintQuote(quote.id)
        #expect(paid.state == .paid && paid.amountPaid == 12)
        #expect(await outcome(mint, quote.id, fixture.outputs(8, 4, 1)) != .answered)
        #expect(await outcome(mint, quote.id, fixture.outputs(8, 4)) == .answered)
        let credited = try await fixture.database.read { (transaction) throws(DatabaseError) in
            guard let row = try transaction.run("SELECT amount, amount_msat FROM credited_payment").first else {
                throw .unreadable("a credit")
            }
            return [try row.unsigned(0), try row.unsigned(1)]
        }
        #expect(credited == [12, 17_001])
        #expect(try await mint.audit.report().breaches == [])
    }

    @Test("An invoice that nobody pays expires; one that was paid stays mintable")
    func expiry() async throws {
        let fixture = try await MintFixture(backend: Self.slow) { $0.limits.mintQuoteSeconds = 5 }
        let never = try await quote(fixture)
        fixture.clock.advance(seconds: 20)
        #expect(await outcome(fixture.mint, never.id, fixture.outputs(4, 8)) == .refused(.quoteExpired))
        let paid = try await MintFixture { $0.limits.mintQuoteSeconds = 5 }
        let quote = try await quote(paid)
        paid.clock.advance(seconds: 1_000)
        #expect(await outcome(paid.mint, quote.id, paid.outputs(4, 8)) == .answered)
    }

    @Test("Orders outside the limits are refused")
    func orders() async throws {
        let fixture = try await MintFixture { settings in
            settings.units[0].minimumMint = 2
            settings.units[0].maximumMint = 100
        }
        func outcome(_ order: MintQuoteOrder) async -> Outcome {
            await Outcome.of { () throws(MintFailure) in try await fixture.mint.createMintQuote(order) }
        }
        let usd = try #require(CurrencyUnit("usd"))
        #expect(await outcome(MintQuoteOrder(unit: usd, amount: 10)) == .refused(.unitNotSupported))
        #expect(await outcome(MintQuoteOrder(unit: .sat, amount: 1)) == .refused(.amountOutsideLimits))
        #expect(await outcome(MintQuoteOrder(unit: .sat, amount: 101)) == .refused(.amountOutsideLimits))
        #expect(await outcome(MintQuoteOrder(unit: .sat, amount: .max)) == .refused(.amountOutsideLimits))
        let long = String(repeating: "x", count: 640)
        #expect(
            await outcome(MintQuoteOrder(unit: .sat, amount: 10, description: long)) == .refused(.malformedRequest))
        #expect(
            await outcome(MintQuoteOrder(unit: .sat, amount: 10, description: String(long.dropLast()))) == .answered)
        let disabled = try await MintFixture { $0.isMintingDisabled = true }
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await disabled.mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 10))
            } == .refused(.mintingDisabled))
    }
}
