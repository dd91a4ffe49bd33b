import Cashu
import CashuCrypto
import CashuSecrets
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

/// Mint quotes for offers that nobody pays but who is told to.
struct Offers: Sendable {
    let fixture: MintFixture
    let key: SigningKey

    init(_ fixture: MintFixture? = nil) async throws {
        self.fixture = if let fixture { fixture } else { try await MintFixture(backend: Self.unpaid) }
        key = try #require(unsafe FixedBytes<32> { _ in 5 }.withBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }

    /// Nothing pays itself for a long time.
    static var unpaid: FakeBackendConfiguration {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 10_000_000
        configuration.maxDelaySeconds = 10_000_000
        return configuration
    }

    func quote(_ amount: UInt64? = nil, _ mint: Mint? = nil) async throws -> MintQuote {
        try await (mint ?? fixture.mint).createMintQuote(
            MintQuoteOrder(method: .bolt12, unit: .sat, amount: amount, publicKey: key.publicKey))
    }

    /// Somebody pays, and the mint hears of it.
    @discardableResult
    func pay(_ quote: MintQuote, msat: UInt64) async throws -> ReceivedPayment {
        let payment = try await fixture.backend.receive(offer: quote.requestID, amountMsat: msat)
        #expect(await fixture.mint.credits.notice(payment) == .nothing)
        return payment
    }

    func look(_ quote: MintQuote) async throws -> MintQuote {
        try await fixture.mint.mintQuote(quote.id, method: .bolt12)
    }

    func signature(_ quote: MintQuote, _ outputs: [Output]) -> SchnorrSignature {
        QuoteKey.sign(quote: quote.id, outputs: outputs.messages, with: key).newest
    }

    func mint(
        _ quote: MintQuote, _ outputs: [Output], at mint: Mint? = nil
    ) async throws(MintFailure) -> [BlindSignature] {
        try await (mint ?? fixture.mint).mint(
            quote: quote.id, outputs: outputs.messages, signature: signature(quote, outputs), method: .bolt12)
    }

    func outcome(_ quote: MintQuote, _ outputs: [Output], at mint: Mint? = nil) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in try await self.mint(quote, outputs, at: mint) }
    }

    /// An offer of somebody else.
    func foreign(
        amountMsat: UInt64? = 10_000, _ description: String = "fake:settle", network: LightningNetwork = .bitcoin,
        expiresAt: UInt64? = nil
    ) throws -> Bolt12Offer {
        let node = try #require(PublicKey.generator.multiplied(by: FixedBytes<32> { _ in 0x43 }))
        return try Bolt12Offer.make(
            Bolt12Terms(
                network: network, amountMsat: amountMsat, description: description, absoluteExpiry: expiresAt,
                issuerID: node))
    }
}
