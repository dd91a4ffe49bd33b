import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import HTTPTypes
import MintCore
import SignatoryCore
import Testing

@Suite("A wallet")
struct AnswerTests {
    @Test("finds the keys, the keysets and what the mint can do")
    func looking() async throws {
        let mint = try await TestMint(fee: 100).ready()
        let keyset = try mint.keyset
        let keysets = try await mint.get("/v1/keysets")
        #expect(keysets.status == 200)
        let listed = try #require(keysets.list("keysets").first)
        #expect(listed["id"] as? String == keyset.id.hex)
        #expect(listed["unit"] as? String == "sat")
        #expect(listed["active"] as? Bool == true)
        #expect(listed["input_fee_ppk"] as? Int == 100)
        #expect(listed.keys.contains("final_expiry"))
        #expect(listed["keys"] == nil)
        for path in ["/v1/keys", "/v1/keys/\(keyset.id.hex)", "/v1/keys/\(keyset.id.hex.uppercased())"] {
            let keys = try #require(try await mint.get(path).list("keysets").first)
            #expect(keys["id"] as? String == keyset.id.hex)
            let points = try #require(keys["keys"] as? [String: String])
            #expect(points.count == keyset.keys.amounts.count)
            #expect(points["4"] == keyset.keys[4]?.hex)
        }
        let unknown = try await mint.get("/v1/keys/00ffffffffffffff")
        #expect(unknown.status == 400)
        #expect(unknown.code == 12001)
        #expect(try await mint.get("/v1/keys/zz").code == 12001)
    }

    @Test("is told by the information what works, and nothing else")
    func information() async throws {
        let mint = try await TestMint { settings in
            settings.information.name = "Mint \"A\""
            settings.information.contacts = [.init(method: "email", info: "a@b")]
            settings.information.urls = ["https://mint.example"]
            settings.isMeltingDisabled = true
        }.ready()
        let info = try await mint.get("/v1/info").object
        #expect(info["name"] as? String == "Mint \"A\"")
        #expect(info["version"] as? String == "mintd/1.2.3")
        #expect(info["pubkey"] as? String == mint.signatory.identity.hex)
        #expect((info["contact"] as? [[String: String]])?.first == ["method": "email", "info": "a@b"])
        #expect(info["urls"] as? [String] == ["https://mint.example"])
        #expect(info["time"] is Int)
        #expect(info["motd"] == nil)
        let nuts = try #require(info["nuts"] as? [String: [String: Any]])
        #expect(nuts.keys.sorted() == ["10", "11", "12", "14", "15", "17", "19", "20", "29", "4", "5", "7", "8", "9"])
        for number in ["7", "8", "9", "10", "11", "12", "14", "20"] {
            #expect(nuts[number]?["supported"] as? Bool == true, "\(number)")
        }
        let watchable = try #require((nuts["17"]?["supported"] as? [[String: Any]])?.first)
        #expect(watchable["method"] as? String == "bolt11")
        #expect(watchable["unit"] as? String == "sat")
        #expect(
            watchable["commands"] as? [String] == ["bolt11_mint_quote", "bolt11_melt_quote", "proof_state"])
        #expect(nuts["29"]?["max_batch_size"] as? Int == 100)
        #expect(nuts["29"]?["methods"] as? [String] == ["bolt11", "bolt12"])
        #expect(nuts["4"]?["disabled"] as? Bool == false)
        #expect(nuts["5"]?["disabled"] as? Bool == true)
        let method = try #require((nuts["4"]?["methods"] as? [[String: Any]])?.first)
        #expect(method["method"] as? String == "bolt11")
        #expect(method["unit"] as? String == "sat")
        #expect(method["min_amount"] as? Int == 1)
        #expect(method["max_amount"] as? Int == 500_000)
        #expect((method["options"] as? [String: Bool]) == ["description": true])
    }

    @Test("mints with a quote, which says at each step where it stands")
    func minting() async throws {
        let mint = try await TestMint().ready()
        let order = #"{"amount":13,"unit":"sat","description":"\u00e9","x":{"y":[1.5]},"pubkey":null}"#
        let created = try await mint.post("/v1/mint/quote/bolt11", order)
        #expect(created.status == 200)
        #expect(created.headers[.cacheControl] == "no-store")
        let quote = created.object
        let id = try #require(quote["quote"] as? String)
        #expect((quote["request"] as? String)?.hasPrefix("lnbc") == true)
        #expect(quote["method"] as? String == "bolt11")
        #expect(quote["amount"] as? Int == 13)
        #expect(quote["unit"] as? String == "sat")
        #expect(quote["state"] as? String == "UNPAID")
        #expect(quote["expiry"] is Int)
        #expect(quote["updated_at"] is Int)
        #expect(quote.keys.contains("pubkey"))
        let paid = try await mint.get("/v1/mint/quote/bolt11/\(id)").object
        #expect(paid["state"] as? String == "PAID")
        #expect(paid["amount_paid"] as? Int == 13)
        #expect(paid["amount_issued"] as? Int == 0)
        let outputs = try mint.outputs([8, 4, 1])
        let minted = try await mint.post("/v1/mint/bolt11", TestBody.mint(id, outputs.map(\.json)))
        #expect(minted.status == 200)
        #expect(try mint.coins(outputs, minted.list("signatures")).map(\.amount) == [8, 4, 1])
        let issued = try await mint.get("/v1/mint/quote/bolt11/\(id)").object
        #expect(issued["state"] as? String == "ISSUED")
        #expect(issued["amount_issued"] as? Int == 13)
        let others = try mint.outputs([8, 4, 1])
        #expect(try await mint.post("/v1/mint/bolt11", TestBody.mint(id, others.map(\.json))).code == 20002)
        #expect(try await mint.signed(others) == 0)
    }

    @Test("cannot mint before its invoice is paid")
    func unpaid() async throws {
        let mint = try await TestMint(paysItself: false).ready()
        let quote = try await mint.mintQuote(8)
        let outputs = try mint.outputs([8])
        #expect(try await mint.post("/v1/mint/bolt11", TestBody.mint(quote, outputs.map(\.json))).code == 20001)
        #expect(try await mint.signed(outputs) == 0)
    }

    @Test("locks a quote to its key")
    func lockedQuote() async throws {
        let mint = try await TestMint().ready()
        let scalar = [UInt8](repeating: 5, count: 32)
        let key = try #require(unsafe scalar.withUnsafeBytes { unsafe SigningKey(copying: $0.baseAddress!) })
        let created = try await mint.post(
            "/v1/mint/quote/bolt11", #"{"amount":4,"unit":"sat","pubkey":"\#(key.publicKey.hex)"}"#)
        #expect(created.object["pubkey"] as? String == key.publicKey.hex)
        let id = try #require(created.object["quote"] as? String)
        let outputs = try mint.outputs([4])
        let messages = outputs.map { BlindedMessage(amount: $0.amount, keysetID: $0.keyset, point: $0.point) }
        let signature = QuoteKey.sign(quote: id, outputs: messages, with: key)
        for bad in [nil, String(repeating: "00", count: 64), "zz"] {
            let reply = try await mint.post("/v1/mint/bolt11", TestBody.mint(id, outputs.map(\.json), signature: bad))
            #expect(reply.status == 400)
            #expect(reply.code == 20008)
        }
        let reply = try await mint.post(
            "/v1/mint/bolt11", TestBody.mint(id, outputs.map(\.json), signature: signature.newest.bytes.hex))
        #expect(reply.status == 200)
    }

    @Test("swaps, and its proofs are spent and its outputs can be restored")
    func swapping() async throws {
        let mint = try await TestMint(fee: 500).ready()
        let coins = try await mint.fund([8, 8])
        let outputs = try mint.outputs([8, 4, 2, 1])
        let reply = try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), outputs.map(\.json)))
        #expect(reply.status == 200)
        #expect(reply.headers[.cacheControl] == "no-store")
        #expect(reply.headers[.accessControlAllowOrigin] == "*")
        #expect(reply.headers[.contentType] == "application/json")
        let fresh = try mint.coins(outputs, reply.list("signatures"))
        #expect(
            try await mint.states([fresh[0], coins[1], fresh[1], coins[1]]) == ["UNSPENT", "SPENT", "UNSPENT", "SPENT"])
        let again = try await mint.post(
            "/v1/swap", TestBody.swap(coins.map(\.json), try mint.outputs([15]).map(\.json)))
        #expect(again.status == 400)
        let stranger = try mint.outputs([1])
        let list = (stranger + [outputs[2]]).map {
            $0.json.replacingOccurrences(of: "\"amount\":2", with: "\"amount\":0")
        }
        let restored = try await mint.post("/v1/restore", #"{"outputs":[\#(list.joined(separator: ","))]}"#)
        #expect(restored.list("outputs").compactMap { $0["B_"] as? String } == [outputs[2].point.hex])
        #expect(try mint.coins([outputs[2]], restored.list("signatures")).map(\.amount) == [2])
    }

    @Test("melts, gets its change, and finds it again under the quote")
    func melting() async throws {
        let mint = try await TestMint().ready()
        let coins = try await mint.fund([128, 16])
        let invoice = try TestInvoice.make(sat: 100)
        let created = try await mint.post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat"}"#)
        #expect(created.status == 200)
        let quote = created.object
        let id = try #require(quote["quote"] as? String)
        #expect(quote["amount"] as? Int == 100)
        #expect(quote["fee_reserve"] as? Int == 2)
        #expect(quote["method"] as? String == "bolt11")
        #expect(quote["request"] as? String == invoice)
        #expect(quote["state"] as? String == "UNPAID")
        #expect(quote["expiry"] is Int)
        #expect(quote.keys.contains("payment_preimage"))
        #expect(quote["change"] == nil)
        let blanks = try mint.outputs([1, 1, 1, 1, 1, 1])
        let paid = try await mint.post("/v1/melt/bolt11", TestBody.melt(id, coins.map(\.json), blanks.map(\.json)))
        #expect(paid.status == 200)
        #expect(paid.object["state"] as? String == "PAID")
        // The fake cannot know the preimage of a stranger's invoice.
        #expect(paid.object["payment_preimage"] is NSNull)
        let change = paid.list("change")
        // 144 paid in, 100 for the invoice and 1 for its way.
        #expect(try mint.coins(Array(blanks.prefix(change.count)), change).reduce(0) { $0 + $1.amount } == 43)
        #expect(try await mint.states(coins) == ["SPENT", "SPENT"])
        let later = try await mint.get("/v1/melt/quote/bolt11/\(id)").object
        #expect(later["state"] as? String == "PAID")
        #expect((later["change"] as? [[String: Any]])?.count == change.count)
        #expect(try await mint.post("/v1/melt/bolt11", TestBody.melt(id, coins.map(\.json))).code == 20006)
    }

    @Test("gets its coins back from a payment that failed")
    func failingMelt() async throws {
        let mint = try await TestMint().ready()
        let coins = try await mint.fund([64])
        let quote = try await mint.meltQuote(try TestInvoice.make(sat: 40, description: "fake:fail"))
        let failed = try await mint.post("/v1/melt/bolt11", TestBody.melt(quote, coins.map(\.json)))
        #expect(failed.status == 400)
        #expect(failed.code == 20004)
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(try await mint.get("/v1/melt/quote/bolt11/\(quote)").object["state"] as? String == "UNPAID")
    }

    @Test("gets no coins back while a payment is under way")
    func hangingMelt() async throws {
        let mint = try await TestMint { $0.meltWaitSeconds = 0 }.ready()
        let coins = try await mint.fund([64])
        let quote = try await mint.meltQuote(try TestInvoice.make(sat: 40, description: "fake:hang"))
        let pending = try await mint.post("/v1/melt/bolt11", TestBody.melt(quote, coins.map(\.json)))
        #expect(pending.status == 200)
        #expect(pending.object["state"] as? String == "PENDING")
        #expect(try await mint.states(coins) == ["PENDING"])
        let outputs = try mint.outputs([64])
        #expect(try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), outputs.map(\.json))).code == 11002)
        #expect(try await mint.get("/v1/melt/quote/bolt11/\(quote)").object["state"] as? String == "PENDING")
    }

    @Test("pays an invoice without an amount when it says how much")
    func amountless() async throws {
        let mint = try await TestMint().ready()
        let invoice = try TestInvoice.make(sat: nil)
        #expect(try await mint.post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat"}"#).code == 11011)
        let quote = try await mint.post(
            "/v1/melt/quote/bolt11",
            #"{"request":"\#(invoice)","unit":"sat","options":{"amountless":{"amount_msat":10001}}}"#)
        #expect(quote.object["amount"] as? Int == 11)
    }
}

extension TestMint {
    func meltQuote(_ invoice: String) async throws -> String {
        let reply = try await post("/v1/melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat"}"#)
        return try #require(reply.object["quote"] as? String)
    }
}
