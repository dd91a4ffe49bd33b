import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import HTTPTypes
import MintCore
import Testing

@Suite("A batch of mint quotes")
struct BatchTests {
    private static let path = "/v1/mint/bolt11/batch"

    private static func key(_ byte: UInt8) throws -> SigningKey {
        let scalar = [UInt8](repeating: byte, count: 32)
        return try #require(unsafe scalar.withUnsafeBytes { unsafe SigningKey(copying: $0.baseAddress!) })
    }

    private func quote(_ amount: UInt64, lockedTo key: PublicKey, at mint: TestMint) async throws -> String {
        let reply = try await mint.post(
            "/v1/mint/quote/bolt11", #"{"amount":\#(amount),"unit":"sat","pubkey":"\#(key.hex)"}"#)
        return try #require(reply.object["quote"] as? String)
    }

    private func states(_ quotes: [String], at mint: TestMint) async throws -> [String] {
        let reply = try await mint.post("/v1/mint/quote/bolt11/check", TestBody.check(quotes))
        #expect(reply.status == 200)
        return reply.elements.compactMap { $0["state"] as? String }
    }

    @Test("is looked at at once, in the order asked")
    func check() async throws {
        let mint = try await TestMint().ready()
        let quotes = [try await mint.mintQuote(5), try await mint.mintQuote(3)]
        let reply = try await mint.post("/v1/mint/quote/bolt11/check", TestBody.check(quotes.reversed()))
        #expect(reply.status == 200)
        #expect(reply.headers[.cacheControl] == "no-store")
        #expect(reply.elements.compactMap { $0["quote"] as? String } == quotes.reversed())
        #expect(reply.elements.compactMap { $0["amount"] as? Int } == [3, 5])
        #expect(reply.elements.compactMap { $0["state"] as? String } == ["PAID", "PAID"])
        #expect(try await states([quotes[0]], at: mint) == ["PAID"])
    }

    @Test("is refused by its number, and the same limit holds for looking at it")
    func limits() async throws {
        let mint = try await TestMint(adjust: { $0.limits.maximumBatch = 2 }).ready()
        let quotes = [try await mint.mintQuote(1), try await mint.mintQuote(1)]
        let outputs = try mint.outputs([1, 1]).map(\.json)
        for (ids, code) in [([], 90001), ([quotes[0], quotes[0]], 11016), (quotes + ["x"], 11017)] {
            #expect(try await mint.post("/v1/mint/quote/bolt11/check", TestBody.check(ids)).code == code)
            #expect(try await mint.post(Self.path, TestBody.batch(ids, outputs)).code == code)
        }
        #expect(try await mint.post("/v1/mint/quote/bolt11/check", "{}").code == 90001)
        let long = String(repeating: "a", count: 129)
        #expect(try await mint.post("/v1/mint/quote/bolt11/check", TestBody.check([long])).code == 90001)
        #expect(try await mint.get("/v1/mint/quote/bolt11/check").status == 405)
        #expect(try await mint.post(Self.path, TestBody.batch(quotes, outputs)).status == 200)
    }

    @Test("is minted whole or not at all, whatever is wrong with a part of it")
    func wholeOrNothing() async throws {
        let mint = try await TestMint(paysItself: false).ready()
        let quotes = [try await mint.mintQuote(5), try await mint.mintQuote(3)]
        mint.payInvoices()
        let unpaid = try await mint.mintQuote(3)
        let outputs = try mint.outputs([4, 4])
        let good = outputs.map(\.json)
        for (body, code) in [
            (TestBody.batch([quotes[0], unpaid], good), 20001),
            (TestBody.batch(quotes, [good[0]]), 11005),
            (TestBody.batch(quotes, amounts: [3, 5], good), 11005),
            (TestBody.batch(quotes, amounts: [8], good), 90001),
            (TestBody.batch(quotes, [good[0], good[0]]), 11008),
            (TestBody.batch(quotes, good, signatures: [nil, String(repeating: "ab", count: 64)]), 20008),
        ] {
            #expect(try await mint.post(Self.path, body).code == code)
            #expect(try await states(quotes + [unpaid], at: mint) == ["PAID", "PAID", "UNPAID"])
            #expect(try await mint.signed(outputs) == 0)
        }
        let body = TestBody.batch(quotes, amounts: [5, 3], good, signatures: [nil, nil])
        let reply = try await mint.post(Self.path, body)
        #expect(reply.status == 200)
        #expect(try mint.coins(outputs, reply.list("signatures")).map(\.amount) == [4, 4])
        #expect(try await states(quotes, at: mint) == ["ISSUED", "ISSUED"])
        // Sent again after its answer was lost.
        #expect(try await mint.post(Self.path, body).body == reply.body)
        let others = try mint.outputs([8])
        #expect(try await mint.post(Self.path, TestBody.batch(quotes, others.map(\.json))).code == 20002)
    }

    @Test("needs the signature of each locked quote, over all outputs")
    func locked() async throws {
        let mint = try await TestMint().ready()
        let keys = [try Self.key(5), try Self.key(6)]
        let quotes = [
            try await quote(5, lockedTo: keys[0].publicKey, at: mint), try await mint.mintQuote(3),
            try await quote(8, lockedTo: keys[1].publicKey, at: mint),
        ]
        let outputs = try mint.outputs([8, 8])
        let messages = outputs.map { BlindedMessage(amount: $0.amount, keysetID: $0.keyset, point: $0.point) }
        func sign(_ quote: String, _ messages: [BlindedMessage], _ key: SigningKey) -> String {
            QuoteKey.sign(quote: quote, outputs: messages, with: key).newest.bytes.hex
        }
        let first = sign(quotes[0], messages, keys[0])
        let last = sign(quotes[2], messages, keys[1])
        let refused: [[String?]?] = [
            nil, [nil, nil, nil], [first, nil, nil], [last, nil, first], [first, first, last],
            [first, nil, sign(quotes[2], [messages[1]], keys[1])], [first, nil, "zz"],
        ]
        for signatures in refused {
            let reply = try await mint.post(
                Self.path, TestBody.batch(quotes, outputs.map(\.json), signatures: signatures))
            #expect(reply.status == 400)
            #expect(reply.code == 20008)
        }
        #expect(try await mint.signed(outputs) == 0)
        let reply = try await mint.post(
            Self.path, TestBody.batch(quotes, outputs.map(\.json), signatures: [first, nil, last]))
        #expect(reply.status == 200)
        #expect(try mint.coins(outputs, reply.list("signatures")).map(\.amount) == [8, 8])
    }

    @Test("and another that shares a quote with it are not both minted")
    func race() async throws {
        let mint = try await TestMint().ready()
        let quotes = [try await mint.mintQuote(4), try await mint.mintQuote(4), try await mint.mintQuote(4)]
        let orders = try [[quotes[0], quotes[1]], [quotes[1], quotes[2]], [quotes[2], quotes[1], quotes[0]]].map {
            (quotes: $0, outputs: try mint.outputs([UInt64](repeating: 4, count: $0.count)))
        }
        let replies = try await withThrowingTaskGroup(of: (Int, Reply).self) { group in
            for (index, order) in orders.enumerated() {
                let body = TestBody.batch(order.quotes, order.outputs.map(\.json))
                group.addTask { (index, try await mint.post(Self.path, body)) }
            }
            return try await group.reduce(into: [Int: Reply]()) { $0[$1.0] = $1.1 }
        }
        let served = replies.filter { $0.value.status == 200 }
        #expect(served.count == 1)
        for (index, reply) in replies where reply.status != 200 {
            #expect(reply.code == 20002 || reply.code == 20005)
            #expect(try await mint.signed(orders[index].outputs) == 0)
        }
    }
}
