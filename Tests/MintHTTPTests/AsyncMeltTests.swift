import CashuCrypto
import HTTPTypes
import MintCore
import TestSupport
import Testing

@Suite("A melt that is asked for without waiting")
struct AsyncMeltTests {
    private static let path = "/v1/melt/bolt11"

    @Test("is answered PENDING, by the member of the body as by the header, and is paid later")
    func pending() async throws {
        let mint = try await TestMint().ready()
        let preferences: [String?] = [nil, "respond-async", "wait=10, Respond-Async; x=1"]
        for preference in preferences {
            let coins = try await mint.fund([16])
            let blanks = try mint.outputs([1, 1, 1])
            let quote = try await mint.meltQuote(fate: "fake:settle")
            let plain = TestBody.melt(quote, coins.map(\.json), blanks.map(\.json))
            let body = preference == nil ? plain.dropLast() + #","prefer_async":true}"# : plain
            var headers = HTTPFields()
            if let preference { headers[Self.prefer] = preference }
            let reply = try await mint.send(.post, Self.path, Array(body.utf8), headers: headers)
            #expect(reply.status == 200)
            #expect(reply.object["state"] as? String == "PENDING")
            #expect(reply.object["quote"] as? String == quote)
            #expect(reply.object["change"] == nil)
            #expect(reply.headers[Self.preferenceApplied] == (preference == nil ? nil : "respond-async"))
            try await confirm {
                try await mint.get("/v1/melt/quote/bolt11/\(quote)").object["state"] as? String == "PAID"
            }
            #expect(try await mint.states(coins) == ["SPENT"])
            let again = try await mint.post(Self.path, plain)
            #expect(again.object["state"] as? String == "PAID")
            #expect(again.list("change").compactMap { $0["amount"] as? Int } == [4, 1])
        }
    }

    @Test("is waited for when another preference is meant, or none")
    func synchronous() async throws {
        let mint = try await TestMint().ready()
        for preference in ["respond-asynchronously", "wait=100", "x; respond-async", ""] {
            let coins = try await mint.fund([16])
            let quote = try await mint.meltQuote(fate: "fake:settle")
            var headers = HTTPFields()
            headers[Self.prefer] = preference
            let body = TestBody.melt(quote, coins.map(\.json))
            let reply = try await mint.send(.post, Self.path, Array(body.utf8), headers: headers)
            #expect(reply.object["state"] as? String == "PAID", "\(preference)")
            #expect(reply.headers[Self.preferenceApplied] == nil)
        }
    }

    @Test("is refused at once when its inputs are no money")
    func refused() async throws {
        let mint = try await TestMint().ready()
        let coins = try await mint.fund([16, 1])
        let quote = try await mint.meltQuote(fate: "fake:settle")
        let forged = coins[0].json(signature: coins[1].signature.hex)
        let body = TestBody.melt(quote, [forged]).dropLast() + #","prefer_async":true}"#
        #expect(try await mint.post(Self.path, String(body)).code == 10001)
        #expect(try await mint.get("/v1/melt/quote/bolt11/\(quote)").object["state"] as? String == "UNPAID")
    }

    @Test("tells a subscriber how it ends")
    func watched() async throws {
        let mint = try await ServedMint(TestMint())
        let coins = try await mint.test.fund([16])
        let quote = try await mint.test.meltQuote(fate: "fake:settle")
        let socket = try await mint.connect()
        try await socket.watch("bolt11_melt_quote", "q", [quote])
        #expect(try await socket.message().state == "UNPAID")
        let body = TestBody.melt(quote, coins.map(\.json)).dropLast() + #","prefer_async":true}"#
        #expect(try await mint.test.post(Self.path, String(body)).object["state"] as? String == "PENDING")
        // PENDING may be over before it is told.
        var message = try await socket.message()
        if message.state == "PENDING" { message = try await socket.message() }
        #expect(message.state == "PAID")
        #expect(try await mint.test.states(coins) == ["SPENT"])
    }

    private static var prefer: HTTPField.Name {
        guard let name = HTTPField.Name("Prefer") else { preconditionFailure("a name") }
        return name
    }

    private static var preferenceApplied: HTTPField.Name {
        guard let name = HTTPField.Name("Preference-Applied") else { preconditionFailure("a name") }
        return name
    }
}
