import Cashu
import CashuCrypto
import Foundation
import Lightning
import MintCore
import Testing

@Suite("Several units")
struct UnitTests {
    private static func usd() throws -> CurrencyUnit { try #require(CurrencyUnit("usd")) }

    private func makeMint(adjust: (inout MintSettings) -> Void = { _ in }) async throws -> TestMint {
        let rates: [CurrencyUnit: UnitRate] = [
            .sat: .sat, .msat: .msat, try Self.usd(): try #require(UnitRate(perBitcoin: 10_000_000)),
        ]
        return try await TestMint(rates: rates, adjust: adjust).ready()
    }

    @Test("are listed by the information, each with its limits, and have keysets")
    func information() async throws {
        let mint = try await makeMint { settings in
            settings.units[0].maximumMint = 77
            settings.units[2].minimumMelt = 5
        }
        let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        let minting = try #require(nuts["4"]?["methods"] as? [[String: Any]])
        let melting = try #require(nuts["5"]?["methods"] as? [[String: Any]])
        for methods in [minting, melting, try #require(nuts["17"]?["supported"] as? [[String: Any]])] {
            let pairs = methods.map { "\($0["method"] ?? "") \($0["unit"] ?? "")" }
            #expect(
                pairs == ["bolt11 msat", "bolt11 sat", "bolt11 usd", "bolt12 msat", "bolt12 sat", "bolt12 usd"])
        }
        #expect(minting.compactMap { $0["max_amount"] as? Int } == [77, 500_000, 500_000, 77, 500_000, 500_000])
        #expect(melting.compactMap { $0["min_amount"] as? Int } == [1, 1, 5, 1, 1, 5])
        let keysets = try await mint.get("/v1/keysets").list("keysets")
        #expect(Set(keysets.compactMap { $0["unit"] as? String }) == ["msat", "sat", "usd"])
    }

    @Test("are minted and melted at their rate, and not in place of each other")
    func money() async throws {
        let mint = try await makeMint()
        let created = try await mint.post("/v1/mint/quote/bolt11", #"{"amount":16,"unit":"usd"}"#)
        #expect(created.status == 200)
        #expect(created.object["unit"] as? String == "usd")
        // A cent is ten sat.
        let request = try #require(created.object["request"] as? String)
        #expect(try Bolt11Invoice(parsing: request).amountMsat == 160_000)
        let id = try #require(created.object["quote"] as? String)
        let sats = try mint.outputs([16])
        #expect(try await mint.post("/v1/mint/bolt11", TestBody.mint(id, sats.map(\.json))).code == 11010)
        let keyset = try #require(mint.mint.keysets?.active(try Self.usd()))
        let outputs = [TestOutput(16, keyset.id)]
        let minted = try await mint.post("/v1/mint/bolt11", TestBody.mint(id, outputs.map(\.json)))
        #expect(minted.status == 200)
        let coins = try mint.coins(outputs, minted.list("signatures"))

        let invoice = try TestInvoice.make(sat: 95)
        let quote = try await mint.post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"usd"}"#)
        #expect(quote.object["amount"] as? Int == 10)
        #expect(quote.object["fee_reserve"] as? Int == 1)
        #expect(quote.object["unit"] as? String == "usd")
        let melt = try #require(quote.object["quote"] as? String)
        let purse = try await mint.fund([16])
        #expect(try await mint.post("/v1/melt/bolt11", TestBody.melt(melt, purse.map(\.json))).code == 11010)
        #expect(
            try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), sats.map(\.json))).code == 11010)
        let mixed = (coins + purse).map(\.json)
        #expect(try await mint.post("/v1/swap", TestBody.swap(mixed, sats.map(\.json))).code == 11009)
        let paid = try await mint.post("/v1/melt/bolt11", TestBody.melt(melt, coins.map(\.json)))
        #expect(paid.object["state"] as? String == "PAID")
        #expect(try await mint.states(coins + purse) == ["SPENT", "UNSPENT"])
    }

    @Test("that are not dealt in are refused")
    func unknown() async throws {
        let mint = try await makeMint()
        let invoice = try TestInvoice.make(sat: 95)
        for unit in ["eur", "auth", "USD", ""] {
            let quote = try await mint.post("/v1/mint/quote/bolt11", #"{"amount":1,"unit":"\#(unit)"}"#)
            #expect(quote.code == 11013, "\(unit)")
            let melt = try await mint.post(
                "/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"\#(unit)"}"#)
            #expect(melt.code == 11013, "\(unit)")
        }
        #expect(
            try await mint.post("/v1/mint/quote/bolt11", #"{"amount":500001,"unit":"usd"}"#).code == 11006)
    }
}
