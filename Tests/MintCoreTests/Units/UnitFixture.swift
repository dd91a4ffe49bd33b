import Cashu
import Lightning
import MintStore
import PaymentFake
import Storage
import Testing

@testable import MintCore

extension CurrencyUnit {
    static func test(_ name: String) -> CurrencyUnit {
        guard let unit = CurrencyUnit(name) else { preconditionFailure("\(name) is a unit") }
        return unit
    }

    static let usd = test("usd")
}

extension UnitRate {
    /// Cents, when a bitcoin is worth 70,000 dollars: 14,285.714… msat.
    static var cent: UnitRate {
        guard let rate = UnitRate(perBitcoin: 7_000_000) else { preconditionFailure("a rate") }
        return rate
    }
}

/// A mint that deals in sat, msat and usd, and also has keysets of eur, in which it does not deal.
extension MintFixture {
    static func withUnits(_ change: (inout MintSettings) -> Void = { _ in }) async throws -> MintFixture {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 0
        configuration.maxDelaySeconds = 0
        configuration.rates = [.sat: .sat, .msat: .msat, .usd: .cent, .test("points"): .sat]
        let fixture = try await MintFixture(backend: configuration) { settings in
            settings.units = [.sat, .msat, .usd, .test("points")].map { UnitTerms($0) }
            change(&settings)
        }
        for unit in [CurrencyUnit.msat, .usd, .test("eur")] { try fixture.signatory.rotate(unit: unit, fee: 100) }
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        return fixture
    }

    func keyset(_ unit: CurrencyUnit) throws -> Keyset { try #require(mint.keysets?.active(unit)) }

    func outputs(_ amounts: [UInt64], _ unit: CurrencyUnit) throws -> [Output] {
        TestWallet.outputs(amounts, try keyset(unit).id)
    }

    func fund(_ amounts: [UInt64], _ unit: CurrencyUnit) async throws -> [Proof] {
        let outputs = try outputs(amounts, unit)
        let quote = try await mint.createMintQuote(MintQuoteOrder(unit: unit, amount: amounts.reduce(0, +)))
        let signatures = try await mint.mint(quote: quote.id, outputs: outputs.messages, signature: nil)
        return try outputs.proofs(signatures, try keyset(unit))
    }

    func meltQuote(_ unit: CurrencyUnit, msat: UInt64) async throws -> MeltQuote {
        try await mint.createMeltQuote(MeltQuoteOrder(unit: unit, request: invoice(amountMsat: msat).text))
    }

    /// The books of every unit, of which none may owe to another.
    func expectEachUnitConserved(_ location: SourceLocation = #_sourceLocation) async throws {
        let books = try await database.read { (transaction) throws(StoreError) in try transaction.conservation() }
        #expect(books.count == 4, sourceLocation: location)
        for unit in books { #expect(unit.isHeld, "\(unit)", sourceLocation: location) }
    }
}
