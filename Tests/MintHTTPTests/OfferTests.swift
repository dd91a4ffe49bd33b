import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import Lightning
import MintCore
import TestSupport
import Testing
import WebSocketTestSupport

@Suite("Offers over HTTP")
struct OfferTests {
    private static func key() throws -> SigningKey {
        let scalar = [UInt8](repeating: 9, count: 32)
        return try #require(unsafe scalar.withUnsafeBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }

    private static func foreign(amountMsat: UInt64?) throws -> String {
        let node = try #require(PublicKey.generator.multiplied(by: FixedBytes<32> { _ in 0x43 }))
        return try Bolt12Offer.make(
            Bolt12Terms(amountMsat: amountMsat, description: "fake:settle", issuerID: node)
        ).text
    }

    private func quote(_ mint: TestMint, _ amount: String = "10") async throws -> [String: Any] {
        let body =
            #"{"amount":\#(amount),"unit":"sat","description":"tips","pubkey":"\#(try Self.key().publicKey.hex)"}"#
        let reply = try await mint.post("/v1/mint/quote/bolt12", body)
        #expect(reply.status == 200)
        return reply.object
    }

    private func mint(_ id: String, _ amounts: [UInt64], at mint: TestMint) async throws -> Reply {
        let outputs = try mint.outputs(amounts)
        let messages = outputs.map { BlindedMessage(amount: $0.amount, keysetID: $0.keyset, point: $0.point) }
        let signature = QuoteKey.sign(quote: id, outputs: messages, with: try Self.key()).newest
        return try await mint.post(
            "/v1/mint/bolt12", TestBody.mint(id, outputs.map(\.json), signature: signature.bytes.hex))
    }

    @Test("A quote has the members of NUT-25: no state, its amount or null, its pubkey, what was paid and issued")
    func members() async throws {
        let mint = try await TestMint(paysItself: false).ready()
        let quote = try await quote(mint)
        #expect(
            quote.keys.sorted() == [
                "amount", "amount_issued", "amount_paid", "expiry", "method", "pubkey", "quote", "request", "unit",
                "updated_at",
            ])
        #expect(quote["amount"] as? Int == 10 && quote["amount_paid"] as? Int == 0)
        #expect(quote["amount_issued"] as? Int == 0 && quote["method"] as? String == "bolt12")
        #expect(quote["pubkey"] as? String == (try Self.key().publicKey.hex))
        #expect((quote["request"] as? String)?.hasPrefix("lno1") == true)
        let id = try #require(quote["quote"] as? String)
        #expect(try await mint.get("/v1/mint/quote/bolt11/\(id)").code == 90002)
        #expect(try await self.quote(mint, "null")["amount"] is NSNull)
        let without = try await mint.post("/v1/mint/quote/bolt12", #"{"amount":10,"unit":"sat"}"#)
        #expect(without.status == 400 && without.code == 20009)
        #expect(try await mint.post("/v1/mint/quote/bolt11", #"{"unit":"sat"}"#).code == 90001)
        mint.payInvoices()
        let isPaid = try await eventually {
            try await mint.get("/v1/mint/quote/bolt12/\(id)").object["amount_paid"] as? Int == 10
        }
        #expect(isPaid)
        #expect(try await self.mint(id, [2, 1], at: mint).status == 200)
        #expect(try await self.mint(id, [8], at: mint).code == 11005)
        let checked = try await mint.post("/v1/mint/quote/bolt12/check", TestBody.check([id]))
        #expect(checked.elements.first?["amount_issued"] as? Int == 3)
        let outputs = try mint.outputs([4]).map(\.json)
        #expect(try await mint.post("/v1/mint/bolt12", TestBody.mint(id, outputs)).code == 20008)
        let batch = try await mint.post("/v1/mint/bolt12/batch", TestBody.batch([id], outputs))
        #expect(batch.code == 20008)
    }

    @Test("A melt to an offer answers with the offer as it was sent, and ends as one to an invoice")
    func melt() async throws {
        let mint = try await TestMint().ready()
        let offer = try Self.foreign(amountMsat: nil).uppercased()
        let body =
            #"{"request":"\#(offer)","unit":"sat","options":{"amountless":{"amount_msat":10000}}}"#
        let created = try await mint.post("/v1/melt/quote/bolt12", body)
        #expect(created.status == 200)
        #expect(created.object["request"] as? String == offer && created.object["method"] as? String == "bolt12")
        #expect(created.object["state"] as? String == "UNPAID" && created.object["amount"] as? Int == 10)
        let id = try #require(created.object["quote"] as? String)
        #expect(try await mint.get("/v1/melt/quote/bolt11/\(id)").code == 90002)
        let coins = try await mint.fund([16])
        let blanks = try mint.outputs([1, 1, 1]).map(\.json)
        #expect(try await mint.post("/v1/melt/bolt11", TestBody.melt(id, coins.map(\.json))).code == 90002)
        let paid = try await mint.post("/v1/melt/bolt12", TestBody.melt(id, coins.map(\.json), blanks))
        #expect(paid.object["state"] as? String == "PAID")
        #expect((paid.object["change"] as? [Any])?.count == 2)
        let fixed = try Self.foreign(amountMsat: 5_000)
        let other = #"{"request":"\#(fixed)","unit":"sat","options":{"amountless":{"amount_msat":10000}}}"#
        #expect(try await mint.post("/v1/melt/quote/bolt12", other).code == 11012)
        let none = #"{"request":"\#(offer)","unit":"sat"}"#
        #expect(try await mint.post("/v1/melt/quote/bolt12", none).code == 11011)
    }

    @Test("A mint with offers says so for each unit, and one without makes no quotes of theirs, and knows what it made")
    func information() async throws {
        let usd = try #require(CurrencyUnit("usd"))
        let mint = try await TestMint(rates: [.sat: .sat, usd: .sat]).ready()
        let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        for (number, option) in [("4", "description"), ("5", "amountless")] {
            let methods = try #require(nuts[number]?["methods"] as? [[String: Any]])
            let pairs = methods.map { "\($0["method"] ?? "") \($0["unit"] ?? "")" }
            #expect(pairs == ["bolt11 sat", "bolt11 usd", "bolt12 sat", "bolt12 usd"])
            #expect(methods.allSatisfy { ($0["options"] as? [String: Bool]) == [option: true] })
        }
        let kinds = try #require(nuts["17"]?["supported"] as? [[String: Any]])
        #expect(kinds.last?["commands"] as? [String] == ["bolt12_mint_quote", "bolt12_melt_quote", "proof_state"])
        let cached = try #require(nuts["19"]?["cached_endpoints"] as? [[String: String]]).compactMap { $0["path"] }
        #expect(cached.contains("/v1/mint/bolt12/batch") && cached.contains("/v1/melt/bolt12"))

        let without = try await TestMint(makesOffers: false).ready()
        let few = try #require(try await without.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        #expect(few["29"]?["methods"] as? [String] == ["bolt11"])
        #expect((few["17"]?["supported"] as? [Any])?.count == 1)
        let key = try Self.key().publicKey.hex
        for (path, body) in [
            ("/v1/mint/quote/bolt12", #"{"unit":"sat","pubkey":"\#(key)"}"#),
            ("/v1/melt/quote/bolt12", #"{"unit":"sat","request":"lno1"}"#),
        ] {
            let reply = try await without.post(path, body)
            #expect(reply.status == 404 && reply.code == 90004, "\(path)")
        }
        // A quote may be from before the backend lost its offers.
        let looked = try await without.get("/v1/mint/quote/bolt12/of-nobody")
        #expect(looked.code == 90002)
    }

    @Test("A subscription to an offer hears of each credit and each issue, in their order")
    func subscription() async throws {
        let mint = try await ServedMint(
            TestMint(paysItself: false, adjust: { $0.recoveryIntervalMilliseconds = 3_600_000 }))
        let test = mint.test
        let id = try #require(try await quote(test)["quote"] as? String)
        let socket = try await mint.connect()
        try await socket.watch("bolt12_mint_quote", "s", [id])
        func heard() async throws -> [Int] {
            let payload = try await socket.message().payload
            #expect(payload["state"] == nil && payload["quote"] as? String == id)
            return [payload["amount_paid"] as? Int ?? -1, payload["amount_issued"] as? Int ?? -1]
        }
        #expect(try await heard() == [0, 0])
        test.payInvoices()
        #expect(try await heard() == [10, 0])
        #expect(try await self.mint(id, [4], at: test).status == 200)
        #expect(try await heard() == [10, 4])
        #expect(try await self.mint(id, [4, 2], at: test).status == 200)
        #expect(try await heard() == [10, 10])
    }
}
