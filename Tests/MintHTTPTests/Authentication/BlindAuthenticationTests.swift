import Cashu
import CashuCrypto
import CashuSecrets
import Foundation
import HTTPTypes
import MintAuth
import MintCore
import OpenIDTestSupport
import Storage
import TestSupport
import Testing
import WebSocketTestSupport

@testable import MintHTTP

@Suite("A route that needs a blind token")
struct BlindAuthenticationTests {
    private let provider: TestProvider
    private let key: TestTokenKey

    init() async throws {
        key = try await .elliptic("k")
        provider = try await TestProvider.start(key)
    }

    func settings(_ routes: [ProtectedRoute]) -> AuthenticationSettings {
        var settings = AuthenticationSettings(
            provider: OpenIDSettings(discovery: provider.discovery, clientID: "cashu-client"))
        settings.maximumBlindTokens = 25
        for route in routes { settings.tokens[route] = .blind }
        return settings
    }

    func mint(
        _ routes: [ProtectedRoute], faults: (any FaultInjection)? = nil,
        adjust: (inout AuthenticationSettings) -> Void = { _ in }
    ) async throws -> TestMint {
        var settings = settings(routes)
        adjust(&settings)
        return try await TestMint(hasTokens: true, faults: faults, http: { $0.authentication = settings }).ready()
    }

    func clear(_ subject: String = "user-1") async throws -> HTTPFields {
        var claims = TestClaims(issuer: provider.address, now: Date().timeIntervalSince1970)
        claims.sub = subject
        return [try #require(HTTPField.Name("Clear-auth")): try await key.token(claims)]
    }

    func authKeyset(_ mint: TestMint) async throws -> Keyset {
        #expect(await eventually { mint.mint.keysets?.active(.auth) != nil })
        return try #require(mint.mint.keysets?.active(.auth))
    }

    /// Tokens as headers; each DLEQ proof is checked.
    func tokens(_ mint: TestMint, _ count: Int) async throws -> [HTTPFields] {
        let id = try await authKeyset(mint).id
        let outputs = (0..<count).map { _ in TestOutput(1, id) }
        let body = #"{"outputs":[\#(outputs.map(\.json).joined(separator: ","))]}"#
        let reply = try await mint.send(.post, "/v1/auth/blind/mint", Array(body.utf8), headers: clear())
        #expect(reply.status == 200)
        return try mint.coins(outputs, reply.list("signatures")).map { try header($0) }
    }

    func header(_ coin: TestCoin, id: String? = nil) throws -> HTTPFields {
        let json = #"{"id":"\#(id ?? coin.keyset.hex)","secret":"\#(coin.secret.text)","C":"\#(coin.signature.hex)"}"#
        let text = Data(json.utf8).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_")
        return [try #require(HTTPField.Name("Blind-auth")): "authA" + text]
    }

    let order = Array(#"{"amount":1,"unit":"sat"}"#.utf8)

    @Test("tells its keys apart from those of money")
    func keys() async throws {
        let mint = try await mint([.swap])
        let id = try await authKeyset(mint).id.hex
        func ids(_ path: String) async throws -> [String] {
            try await mint.get(path).list("keysets").compactMap { $0["id"] as? String }
        }
        #expect(try await ids("/v1/auth/blind/keysets") == [id])
        #expect(try await ids("/v1/auth/blind/keys") == [id])
        #expect(try await ids("/v1/auth/blind/keys/\(id)") == [id])
        #expect(try await !ids("/v1/keysets").contains(id))
        #expect(try await !ids("/v1/keys").contains(id))
        #expect(try await mint.get("/v1/keys/\(id)").code == 12001)
        #expect(try await mint.get("/v1/auth/blind/keys/\(mint.keyset.id.hex)").code == 12001)
        let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        #expect(
            nuts["21"]?["protected_endpoints"] as? [[String: String]] == [
                ["method": "POST", "path": "/v1/auth/blind/mint"]
            ])
        #expect(nuts["22"]?["bat_max_mint"] as? Int == 25)
        #expect(nuts["22"]?["protected_endpoints"] as? [[String: String]] == [["method": "POST", "path": "/v1/swap"]])
        let open = try await TestMint().ready()
        for path in ["/v1/auth/blind/keys", "/v1/auth/blind/keysets"] {
            #expect(try await open.get(path).status == 404)
        }
        #expect(try await open.post("/v1/auth/blind/mint", "{}").status == 404)
    }

    @Test("has tokens signed for users of the provider, so many at once, and nothing else")
    func issuing() async throws {
        let mint = try await mint([.swap])
        let id = try await authKeyset(mint).id
        func ask(_ outputs: [TestOutput], _ headers: HTTPFields) async throws -> Reply {
            let body = #"{"outputs":[\#(outputs.map(\.json).joined(separator: ","))]}"#
            return try await mint.send(.post, "/v1/auth/blind/mint", Array(body.utf8), headers: headers)
        }
        let headers = try await clear()
        let one = [TestOutput(1, id)]
        #expect(try await ask(one, [:]).code == 30001)
        #expect(try await ask((0..<26).map { _ in TestOutput(1, id) }, headers).code == 31003)
        #expect(try await ask([], headers).code == 90001)
        #expect(try await ask([one[0], one[0]], headers).code == 11008)
        #expect(try await ask([TestOutput(2, id)], headers).code == 11006)
        #expect(try await ask(mint.outputs([1]), headers).code == 11013, "money is not given away")
        let first = try await ask(one, headers)
        #expect(first.status == 200)
        #expect(try await ask(one, headers).body == first.body, "the same again")
        #expect(try await mint.post("/v1/swap", TestBody.swap([], one.map(\.json))).code == 31001)
    }

    @Test("lets each user have so many tokens signed at once and a minute, and no more")
    func rate() async throws {
        let mint = try await mint([.swap]) {
            $0.maximumBlindTokens = 5
            $0.blindTokensPerMinute = 5
        }
        let id = try await authKeyset(mint).id
        func ask(_ count: Int, as user: String, amount: UInt64 = 1) async throws -> Reply {
            let outputs = (0..<count).map { _ in TestOutput(amount, id).json }.joined(separator: ",")
            let body = Array(#"{"outputs":[\#(outputs)]}"#.utf8)
            return try await mint.send(.post, "/v1/auth/blind/mint", body, headers: clear(user))
        }
        #expect(try await ask(6, as: "a").code == 31003)
        #expect(try await ask(5, as: "a", amount: 2).code == 11006, "what is refused costs nothing")
        #expect(try await ask(3, as: "a").status == 200)
        let refused = try await ask(3, as: "a")
        #expect(refused.status == 400)
        #expect(refused.code == 31004)
        let seconds = try #require(Int(refused.headers[.retryAfter] ?? ""))
        #expect((1...12).contains(seconds))
        #expect(try await ask(2, as: "a").status == 200)
        #expect(try await ask(5, as: "b").status == 200, "another user's tokens are another's")
    }

    @Test(
        "that a WebSocket answers as well guards the WebSocket, too",
        arguments: [ProtectedRoute.mintQuote, .meltQuote, .checkState])
    func subscriptionsOfGuarded(route: ProtectedRoute) async throws {
        let served = try await ServedMint(
            TestMint(hasTokens: true, http: { $0.authentication = settings([route]) })
        ) { $0.authentication = settings([route]) }
        #expect(try await served.test.get("/v1/ws").code == 31001)
        await #expect(throws: (any Error).self) { try await served.connect() }
        let value = try #require(try await tokens(served.test, 1)[0].first?.value)
        let socket = try await TestWebSocket.connect(port: served.port, headers: [("Blind-auth", value)])
        try await socket.watch("bolt11_mint_quote", "a", ["1"])
        let nuts = try #require(try await served.test.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        let told = try #require(nuts["22"]?["protected_endpoints"] as? [[String: String]])
        #expect(told.contains(["method": "GET", "path": "/v1/ws"]), "and wallets are told")
    }

    @Test("spends its token when it is accepted, and gives it back when it is refused")
    func burning() async throws {
        let mint = try await mint([.swap])
        let coins = try await mint.fund([8])
        let outputs = try mint.outputs([8])
        let good = Array(TestBody.swap(coins.map(\.json), outputs.map(\.json)).utf8)
        let unbalanced = Array(TestBody.swap(coins.map(\.json), try mint.outputs([4]).map(\.json)).utf8)
        let token = try await tokens(mint, 1)[0]
        #expect(try await mint.send(.post, "/v1/swap", good).code == 31001)
        #expect(try await mint.send(.post, "/v1/swap", unbalanced, headers: token).code == 11005)
        #expect(try await mint.send(.post, "/v1/swap", Array("{".utf8), headers: token).code == 90001)
        let reply = try await mint.send(.post, "/v1/swap", good, headers: token)
        #expect(reply.status == 200, "what was refused before cost nothing")
        #expect(
            try await mint.send(.post, "/v1/swap", good, headers: token).body == reply.body,
            "the same request, the same answer")
        #expect(try await mint.send(.post, "/v1/swap", unbalanced, headers: token).code == 31002)
    }

    @Test("is served for no token that is not of this mint, not for tokens, or money")
    func strangers() async throws {
        let mint = try await mint([.mintQuotes])
        let money = try await TestMint().ready().fund([1])
        let id = try await authKeyset(mint).id
        let forged = TestCoin(
            amount: 1, keyset: id, secret: try #require(Secret("x")), signature: PublicKey.generator)
        let name = try #require(HTTPField.Name("Blind-auth"))
        for headers in [
            try header(forged), try header(money[0]), try header(forged, id: "000e479673849bf6"), [name: "authAxyz"],
            [name: ""],
        ] as [HTTPFields] {
            #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", order, headers: headers).code == 31002)
        }
    }

    @Test("is served once when one token is used twenty times at once, for twenty requests or for one")
    func races() async throws {
        let mint = try await mint([.mintQuotes])
        let tokens = try await tokens(mint, 2)
        let bodies = (1...20).map { Array(#"{"amount":\#($0),"unit":"sat"}"#.utf8) }
        let different = try await withThrowingTaskGroup(of: Reply.self) { group in
            for body in bodies {
                group.addTask { try await mint.send(.post, "/v1/mint/quote/bolt11", body, headers: tokens[0]) }
            }
            return try await group.reduce(into: [Reply]()) { $0.append($1) }
        }
        #expect(different.count { $0.status == 200 } == 1)
        #expect(different.count { $0.code == 31002 } == 19)
        let same = try await withThrowingTaskGroup(of: Reply.self) { group in
            for _ in 0..<20 {
                group.addTask { try await mint.send(.post, "/v1/mint/quote/bolt11", order, headers: tokens[1]) }
            }
            return try await group.reduce(into: [Reply]()) { $0.append($1) }
        }
        #expect(Set(same.filter { $0.status == 200 }.map(\.body)).count == 1)
        #expect(same.allSatisfy { $0.status == 200 || $0.status == 503 })
        let again = try await mint.send(.post, "/v1/mint/quote/bolt11", order, headers: tokens[1])
        #expect(again.body == same.first { $0.status == 200 }?.body, "the stored answer, and no second quote")
    }

    @Test("that only looks is looked at once for a token")
    func looking() async throws {
        let mint = try await mint([.mintQuote])
        let quote = try await mint.mintQuote(1)
        let token = try await tokens(mint, 1)[0]
        #expect(try await mint.send(.get, "/v1/mint/quote/bolt11/none", [], headers: token).code == 90002)
        #expect(try await mint.send(.get, "/v1/mint/quote/bolt11/\(quote)", [], headers: token).status == 200)
        #expect(try await mint.send(.get, "/v1/mint/quote/bolt11/\(quote)", [], headers: token).code == 31002)
    }

    @Test("keeps a token bound to a request of which nobody knows the end, also through a crash")
    func bound() async throws {
        let mint = try await mint([.mintQuotes])
        let id = try await authKeyset(mint).id
        let output = TestOutput(1, id)
        let reply = try await mint.send(
            .post, "/v1/auth/blind/mint", Array(#"{"outputs":[\#(output.json)]}"#.utf8), headers: clear())
        let coin = try #require(try mint.coins([output], reply.list("signatures")).first)
        let body = SHA256.hash(order).hex
        let request = SHA256.hash("POST\n/v1/mint/quote/bolt11\n\(body)")
        // As if the process had died with the request under way.
        guard case .held(let hold, isFirst: true) = try await mint.mint.hold(coin.secret.point, for: request) else {
            Issue.record("a new token is free")
            return
        }
        let other = Array(#"{"amount":2,"unit":"sat"}"#.utf8)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", order, headers: header(coin)).status == 503)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", other, headers: header(coin)).code == 31002)
        await mint.mint.park(hold, of: coin.secret.point)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", other, headers: header(coin)).code == 31002)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", order, headers: header(coin)).status == 200)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", other, headers: header(coin)).code == 31002)
        // The dead one comes back: its token is no longer its own.
        await mint.mint.release(hold, of: coin.secret.point)
        #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", other, headers: header(coin)).code == 31002)
    }

    @Test("is no money: tokens are neither swapped nor melted")
    func noMoney() async throws {
        let mint = try await mint([.restore])
        let id = try await authKeyset(mint).id
        let output = TestOutput(1, id)
        let reply = try await mint.send(
            .post, "/v1/auth/blind/mint", Array(#"{"outputs":[\#(output.json)]}"#.utf8), headers: clear())
        let coin = try #require(try mint.coins([output], reply.list("signatures")).first)
        #expect(try await mint.post("/v1/swap", TestBody.swap([coin.json], [TestOutput(1, id).json])).code == 11013)
        #expect(
            try await mint.post("/v1/swap", TestBody.swap([coin.json], mint.outputs([1]).map(\.json))).code == 11013)
    }

    @Test("becomes a WebSocket, once for a token")
    func webSocket() async throws {
        let served = try await ServedMint(
            TestMint(hasTokens: true, http: { $0.authentication = settings([.subscriptions]) })
        ) { $0.authentication = settings([.subscriptions]) }
        let token = try await tokens(served.test, 1)[0]
        let value = try #require(token.first?.value)
        await #expect(throws: (any Error).self) { try await served.connect() }
        let socket = try await TestWebSocket.connect(port: served.port, headers: [("Blind-auth", value)])
        try await socket.watch("bolt11_mint_quote", "a", ["1"])
        await #expect(throws: (any Error).self) {
            try await TestWebSocket.connect(port: served.port, headers: [("Blind-auth", value)])
        }
    }
}
