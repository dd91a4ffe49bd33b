import Cashu
import CashuCrypto
import Foundation
import HTTPTypes
import MintCore
import SignatoryAPI
import SignatoryCore
import Testing

@testable import MintHTTP

@Suite("Bad input")
struct BadInputTests {
    private struct BadBody {
        let name: String
        let body: String
        let code: Int
        var status = 400
    }

    private static let offCurve = "02" + String(repeating: "0", count: 63) + "5"

    @Test("of a swap is refused with its code, and nothing moves")
    func swaps() async throws {
        let mint = try await TestMint { settings in
            settings.limits.maximumInputs = 4
            settings.limits.maximumOutputs = 4
        }.ready()
        let coins = try await mint.fund([8, 8, 16])
        let outputs = try mint.outputs([8, 8])
        let good = TestBody.swap([coins[0].json, coins[1].json], outputs.map(\.json))
        for bad in malformed(good) + (try transactions(mint, coins, outputs)) {
            let reply = try await mint.post("/v1/swap", bad.body)
            #expect(reply.status == bad.status, "\(bad.name)")
            #expect(reply.code == bad.code, "\(bad.name): \(String(decoding: reply.body, as: UTF8.self))")
            #expect(try await mint.states(coins) == ["UNSPENT", "UNSPENT", "UNSPENT"], "\(bad.name)")
            #expect(try await mint.signed(outputs) == 0, "\(bad.name)")
        }
        #expect(try await mint.post("/v1/swap", good).status == 200, "nothing was in its way")
    }

    private func malformed(_ good: String) -> [BadBody] {
        let half = String(good.prefix(good.count / 2))
        let deep = #"{"inputs":"# + String(repeating: "[", count: 100_000 / 4) + "}"
        return [
            BadBody(name: "empty", body: "", code: 90001),
            BadBody(name: "truncated", body: half, code: 90001),
            BadBody(name: "one byte short", body: String(good.dropLast()), code: 90001),
            BadBody(name: "followed by another", body: good + good, code: 90001),
            BadBody(name: "no JSON", body: "inputs=1", code: 90001),
            BadBody(name: "an array", body: "[\(good)]", code: 90001),
            BadBody(name: "null", body: "null", code: 90001),
            BadBody(name: "no members", body: "{}", code: 90001),
            BadBody(name: "null members", body: #"{"inputs":null,"outputs":null}"#, code: 90001),
            BadBody(name: "wrong types", body: #"{"inputs":"x","outputs":1}"#, code: 90001),
            BadBody(name: "elements of a wrong type", body: #"{"inputs":[1],"outputs":[[]]}"#, code: 90001),
            BadBody(name: "no inputs", body: good.replacing(#""inputs":["#, with: #""inputs":[],"x":["#), code: 90001),
            BadBody(
                name: "no outputs", body: good.replacing(#""outputs":["#, with: #""outputs":[],"x":["#), code: 90001),
            BadBody(name: "deeply nested", body: deep, code: 90003, status: 413),
            BadBody(name: "nested", body: #"{"x":"# + String(repeating: "[", count: 5_000), code: 90001),
            BadBody(
                name: "a member twice", body: good.replacing(#"{"inputs""#, with: #"{"inputs":[],"inputs""#),
                code: 90001),
            BadBody(name: "trailing comma", body: String(good.dropLast()) + ",}", code: 90001),
            BadBody(name: "byte order mark", body: "\u{feff}" + good, code: 90001),
            BadBody(name: "negative amount", body: good.replacing(#""amount":8"#, with: #""amount":-8"#), code: 90001),
            BadBody(
                name: "fractional amount", body: good.replacing(#""amount":8"#, with: #""amount":8.0"#), code: 90001),
            BadBody(name: "exponent", body: good.replacing(#""amount":8"#, with: #""amount":8e0"#), code: 90001),
            BadBody(name: "amount as text", body: good.replacing(#""amount":8"#, with: #""amount":"8""#), code: 90001),
            BadBody(
                name: "overflowing amount",
                body: good.replacing(#""amount":8"#, with: #""amount":18446744073709551616"#), code: 90001),
        ]
    }

    private func transactions(_ mint: TestMint, _ coins: [TestCoin], _ outputs: [TestOutput]) throws -> [BadBody] {
        let (a, b) = (coins[0], coins[1])
        let out = outputs.map(\.json)
        let maximum = String(UInt64.max)
        func spending(_ name: String, _ inputs: [String], _ code: Int) -> BadBody {
            BadBody(name: name, body: TestBody.swap(inputs, out), code: code)
        }
        func asking(_ name: String, _ outputs: [String], _ code: Int) -> BadBody {
            BadBody(name: name, body: TestBody.swap([a.json, b.json], outputs), code: code)
        }
        let long = String(repeating: "s", count: Secret.maximumBytes + 1)
        return [
            spending("signature off the curve", [a.json(signature: Self.offCurve), b.json], 10001),
            spending("signature at infinity", [a.json(signature: "00"), b.json], 10001),
            spending("uncompressed signature", [a.json(signature: a.signature.uncompressed.hex), b.json], 10001),
            spending("another's signature", [a.json(signature: b.signature.hex), b.json], 10001),
            spending("another amount", [a.json(amount: "16")], 10001),
            spending("empty secret", [a.json(secret: ""), b.json], 90001),
            spending("long secret", [a.json(secret: long), b.json], 90001),
            spending("unknown keyset", [a.json(id: "00ffffffffffffff"), b.json], 12001),
            spending("keyset of an unknown version", [a.json(id: "02" + a.keyset.hex.dropFirst(2)), b.json], 12001),
            spending("short keyset id", [a.json(id: a.keyset.short.hex), b.json], 12001),
            spending("no denomination", [a.json(amount: "3"), b.json], 10001),
            spending("highest amount", [a.json(amount: maximum), b.json(amount: maximum)], 10001),
            spending("duplicate", [a.json, a.json], 11007),
            spending("duplicate in upper case", [a.json, a.json(signature: a.signature.hex.uppercased())], 11007),
            spending("too many", Array(repeating: a.json, count: 5), 11014),
            spending("too little", [a.json], 11005),
            spending("too much", [a.json, b.json, coins[2].json], 11005),
            asking("output off the curve", [out[0].replacing(point(of: out[0]), with: Self.offCurve), out[1]], 90001),
            asking("output of zeros", [out[0].replacing(point(of: out[0]), with: "00"), out[1]], 90001),
            asking("duplicate output", [out[0], out[0]], 11008),
            asking(
                "duplicate output in upper case",
                [out[0], out[0].replacing(point(of: out[0]), with: point(of: out[0]).uppercased())],
                11008),
            asking("too many outputs", try mint.outputs([1, 1, 1, 1, 12]).map(\.json), 11015),
            asking(
                "unknown keyset of an output", [out[0].replacing(a.keyset.hex, with: "00ffffffffffffff"), out[1]], 12001
            ),
            asking("no denomination of an output", try mint.outputs([13, 3]).map(\.json), 11006),
            asking("zero output", out + (try mint.outputs([0]).map(\.json)), 11006),
            asking("unbalanced", [out[0]], 11005),
        ]
    }

    private func point(of json: String) -> String { String(json.suffix(68).dropLast(2)) }

    @Test("of a quote, a mint, a melt or a look is refused with its code")
    func others() async throws {
        let mint = try await TestMint().ready()
        let coins = try await mint.fund([8])
        let quote = try await mint.mintQuote(8)
        let invoice = try TestInvoice.make(sat: 4)
        let outputs = try mint.outputs([8])
        let wrong = try mint.outputs([4]).map(\.json)
        let cases: [(path: String, body: String, code: Int)] = [
            ("mint/quote/bolt11", #"{"unit":"sat"}"#, 90001),
            ("mint/quote/bolt11", #"{"amount":0,"unit":"sat"}"#, 11006),
            ("mint/quote/bolt11", #"{"amount":-1,"unit":"sat"}"#, 90001),
            ("mint/quote/bolt11", #"{"amount":18446744073709551615,"unit":"sat"}"#, 11006),
            ("mint/quote/bolt11", #"{"amount":1,"unit":"usd"}"#, 11013),
            ("mint/quote/bolt11", #"{"amount":1,"unit":"S\u0000T"}"#, 11013),
            ("mint/quote/bolt11", #"{"amount":1,"unit":"sat","pubkey":"\#(Self.offCurve)"}"#, 20009),
            (
                "mint/quote/bolt11",
                #"{"amount":1,"unit":"sat","description":"\#(String(repeating: "d", count: 641))"}"#, 90001
            ),
            ("mint/bolt11", TestBody.mint("no-such", outputs.map(\.json)), 90002),
            ("mint/bolt11", TestBody.mint(quote, wrong), 11005),
            ("mint/bolt11", TestBody.mint(quote, []), 90001),
            ("mint/bolt11", #"{"quote":1,"outputs":[]}"#, 90001),
            ("mint/bolt11", TestBody.mint(String(repeating: "q", count: 129), outputs.map(\.json)), 90001),
            ("melt/quote/bolt11", #"{"request":"lnbc1junk","unit":"sat"}"#, 90005),
            ("melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"usd"}"#, 11013),
            (
                "melt/quote/bolt11",
                #"{"request":"\#(invoice)","unit":"sat","options":{"amountless":{"amount_msat":1}}}"#, 11012
            ),
            ("melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat","options":{"amountless":{}}}"#, 90001),
            ("melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat","options":{"mpp":{}}}"#, 90001),
            ("melt/quote/bolt11", #"{"request":"\#(invoice)","unit":"sat","options":{"mpp":{"amount":0}}}"#, 11006),
            ("melt/bolt11", TestBody.melt("no-such", coins.map(\.json)), 90002),
            ("melt/bolt11", #"{"quote":"no-such","inputs":[],"prefer_async":1}"#, 90001),
            ("checkstate", #"{"Ys":["zz"]}"#, 90001),
            ("checkstate", #"{"Ys":["\#(Self.offCurve)"]}"#, 90001),
            ("checkstate", #"{}"#, 90001),
            (
                "checkstate",
                "{\"Ys\":[" + Array(repeating: "\"\(coins[0].signature.hex)\"", count: 1_001).joined(separator: ",")
                    + "]}", 11014
            ),
            ("restore", #"{"outputs":[{}]}"#, 90001),
            (
                "restore",
                "{\"outputs\":[" + Array(repeating: outputs[0].json, count: 1_001).joined(separator: ",") + "]}", 11015
            ),
        ]
        for (path, body, code) in cases {
            let reply = try await mint.post("/v1/\(path)", body)
            #expect(reply.status == 400, "\(path) \(body.prefix(120))")
            #expect(reply.code == code, "\(path) \(body.prefix(120)): \(String(decoding: reply.body, as: UTF8.self))")
        }
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(try await mint.signed(outputs) == 0)
        #expect(try await mint.get("/v1/mint/quote/bolt11/no-such").code == 90002)
        #expect(try await mint.get("/v1/melt/quote/bolt11/no-such").code == 90002)
        #expect(try await mint.get("/v1/mint/quote/bolt11/\(String(repeating: "q", count: 200))").code == 90002)
        #expect(try await mint.post("/v1/mint/bolt11", TestBody.mint(quote, outputs.map(\.json))).status == 200)
    }

    @Test("for a keyset that was rotated away: its coins are taken, its outputs are not")
    func inactive() async throws {
        let mint = try await TestMint().ready()
        let coins = try await mint.fund([8])
        let old = try mint.outputs([8])
        let rotated = try await mint.signatory.rotate(KeysetRotation(unit: .sat, inputFeePPK: 0))
        try await confirm { try mint.keyset.id == rotated.keyset.id }
        let refused = try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), old.map(\.json)))
        #expect(refused.code == 12002)
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(
            try await mint.get("/v1/keys").list("keysets").compactMap { $0["id"] as? String } == [rotated.keyset.id.hex]
        )
        #expect(
            try await mint.get("/v1/keysets").list("keysets").compactMap { $0["active"] as? Bool } == [false, true])
        #expect(try await mint.get("/v1/keys/\(old[0].keyset.hex)").list("keysets").first?["active"] as? Bool == false)
        let fresh = try mint.outputs([8])
        #expect(try await mint.post("/v1/swap", TestBody.swap(coins.map(\.json), fresh.map(\.json))).status == 200)
    }

    @Test("that is too large is not even read")
    func oversized() async throws {
        let mint = try await TestMint().ready()
        let limit = BodyLimit(mint.mint.settings.limits)
        for (path, route) in [
            ("/v1/swap", Route.swap), ("/v1/mint/bolt11", .mint(.bolt11)), ("/v1/melt/bolt11", .melt(.bolt11)), ("/v1/restore", .restore),
            ("/v1/checkstate", .checkState), ("/v1/mint/quote/bolt11", .mintQuotes(.bolt11)),
            ("/v1/melt/quote/bolt11", .meltQuotes(.bolt11)),
        ] {
            let reply = try await mint.post(path, String(repeating: " ", count: limit[route] + 1))
            #expect(reply.status == 413, "\(path)")
            #expect(reply.code == 90003, "\(path)")
            #expect(reply.headers[.connection] == "close", "\(path)")
            #expect(try await mint.post(path, String(repeating: " ", count: limit[route])).status == 400, "\(path)")
        }
    }
}
