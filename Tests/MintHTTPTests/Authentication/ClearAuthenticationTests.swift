import FoundationEssentials
import HTTPTypes
import MintAuth
import MintCore
import MintHTTP
import OpenIDTestSupport
import TestSupport
import Testing
import WebSocketTestSupport

@Suite("A route that needs a clear token")
struct ClearAuthenticationTests {
    private let provider: TestProvider
    private let key: TestTokenKey

    init() async throws {
        key = try await .elliptic("k")
        provider = try await TestProvider.start(key)
    }

    private func settings(_ routes: [ProtectedRoute]) -> AuthenticationSettings {
        var settings = AuthenticationSettings(
            provider: OpenIDSettings(discovery: provider.discovery, clientID: "cashu-client"))
        for route in routes { settings.tokens[route] = .clear }
        return settings
    }

    private func mint(_ routes: [ProtectedRoute]) async throws -> TestMint {
        try await TestMint(http: { $0.authentication = settings(routes) }).ready()
    }

    private var claims: TestClaims { TestClaims(issuer: provider.address, now: Date().timeIntervalSince1970) }

    private func headers(_ token: String) throws -> HTTPFields {
        [try #require(HTTPField.Name("Clear-auth")): token]
    }

    @Test("is served with one, and moves nothing without", arguments: ["swap"])
    func swap(route: String) async throws {
        let mint = try await mint([.swap])
        let coins = try await mint.fund([8])
        let outputs = try mint.outputs([8])
        let body = Array(TestBody.swap(coins.map(\.json), outputs.map(\.json)).utf8)
        let missing = try await mint.send(.post, "/v1/swap", body)
        #expect(missing.status == 400)
        #expect(missing.code == 30001)
        #expect(missing.headers[.accessControlAllowOrigin] == "*")
        var expired = claims
        expired.exp = 1_000_000_000
        for token in ["", "x.y.z", try await key.token(expired), try await TestTokenKey.elliptic("k").token(claims)] {
            let refused = try await mint.send(.post, "/v1/swap", body, headers: headers(token))
            #expect(refused.status == 400)
            #expect(refused.code == 30002)
        }
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(try await mint.signed(outputs) == 0)
        #expect(try await mint.send(.post, "/v1/swap", body, headers: headers(key.token(claims))).status == 200)
        #expect(try await mint.send(.post, "/v1/swap", body).code == 30001, "the stored answer needs one, too")
    }

    @Test(
        "is guarded however its path is written",
        arguments: [
            "http://h:x/v1/swap", "http://h/v1/swap", "//h/v1/swap", "/v1/swap?x=1", "/v1/swap#x", "v1/swap", "*",
            "*/v1/swap", "x/v1/swap", "/./v1/swap", "/v1//swap", "/v1/swap/", "\u{600}/v1/swap",
        ])
    func targets(target: String) async throws {
        let mint = try await mint([.swap])
        let coins = try await mint.fund([8])
        let body = Array(TestBody.swap(coins.map(\.json), try mint.outputs([8]).map(\.json)).utf8)
        let reply = try await mint.send(.post, target, body)
        #expect(reply.code == 30001 || reply.status == 404, "\(reply.status)")
        #expect(try await mint.states(coins) == ["UNSPENT"])
    }

    @Test("is the one that is named, and no other", arguments: ProtectedRoute.allCases)
    func routes(route: ProtectedRoute) async throws {
        let mint = try await mint([route])
        let requests: [(ProtectedRoute, HTTPRequest.Method, String)] = [
            (.mint, .post, "/v1/mint/bolt11"), (.mint, .post, "/v1/mint/bolt11/batch"),
            (.mintQuote, .post, "/v1/mint/quote/bolt11/check"), (.mintQuotes, .post, "/v1/mint/quote/bolt11"),
            (.mintQuote, .get, "/v1/mint/quote/bolt11/x"), (.mintQuote, .head, "/v1/mint/quote/bolt11/x"),
            (.melt, .post, "/v1/melt/bolt11"), (.meltQuotes, .post, "/v1/melt/quote/bolt11"),
            (.meltQuote, .get, "/v1/melt/quote/bolt11/x"), (.swap, .post, "/v1/swap?x=1"),
            (.restore, .post, "/v1/restore"), (.checkState, .post, "/v1/checkstate"),
            (.subscriptions, .get, "/v1/ws"),
        ]
        for (asked, method, path) in requests {
            let reply = try await mint.send(method, path, [])
            if method == .head {
                #expect(reply.status == 400)
            } else {
                let spares = asked == .subscriptions && ProtectedRoute.subscribable.contains(route)
                #expect((reply.code == 30001) == (asked == route || spares), "\(method) \(path)")
            }
        }
        for path in ["/v1/info", "/v1/keys", "/v1/keysets", "/health"] {
            #expect(try await mint.get(path).status == 200, "\(path)")
        }
    }

    @Test("is named to wallets, by paths and beginnings of paths")
    func information() async throws {
        let mint = try await mint([.mint, .mintQuotes, .mintQuote, .subscriptions])
        let nuts = try #require(try await mint.get("/v1/info").object["nuts"] as? [String: [String: Any]])
        let told = try #require(nuts["21"])
        #expect(told["openid_discovery"] as? String == provider.discovery)
        #expect(told["client_id"] as? String == "cashu-client")
        #expect(
            told["protected_endpoints"] as? [[String: String]] == [
                ["method": "POST", "path": "/v1/mint/bolt11"], ["method": "POST", "path": "/v1/mint/bolt11/batch"],
                ["method": "POST", "path": "/v1/mint/bolt12"], ["method": "POST", "path": "/v1/mint/bolt12/batch"],
                ["method": "POST", "path": "/v1/mint/quote/bolt11"],
                ["method": "POST", "path": "/v1/mint/quote/bolt12"],
                ["method": "GET", "path": "/v1/mint/quote/*"],
                ["method": "POST", "path": "/v1/mint/quote/bolt11/check"],
                ["method": "POST", "path": "/v1/mint/quote/bolt12/check"],
                ["method": "GET", "path": "/v1/ws"],
            ])
        let open = try await TestMint().ready()
        let without = try #require(try await open.get("/v1/info").object["nuts"] as? [String: Any])
        #expect(without["21"] == nil)
    }

    @Test("is not served while the provider was never reached")
    func away() async throws {
        provider.setAway(true)
        let mint = try await mint([.checkState])
        let body = Array(#"{"Ys":[]}"#.utf8)
        let reply = try await mint.send(.post, "/v1/checkstate", body, headers: headers(key.token(claims)))
        #expect(reply.status == 503)
        #expect(reply.headers[.retryAfter] != nil)
    }

    @Test("becomes a WebSocket with one only")
    func webSocket() async throws {
        let served = try await ServedMint(TestMint()) { $0.authentication = settings([.subscriptions]) }
        await #expect(throws: (any Error).self) { try await served.connect() }
        let token = try await key.token(claims)
        let socket = try await TestWebSocket.connect(port: served.port, headers: [("Clear-auth", token)])
        try await socket.watch("bolt11_mint_quote", "a", ["1"])
        await #expect(throws: (any Error).self) {
            try await TestWebSocket.connect(port: served.port, headers: [("Clear-auth", String(token.dropLast(8)))])
        }
    }
}
