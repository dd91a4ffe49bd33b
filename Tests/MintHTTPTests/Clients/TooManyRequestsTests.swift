import Cashu
import HTTPTypes
import MintCore
import TestSupport
import Testing
import WebSocketTestSupport

@testable import MintHTTP

@Suite("A client that asks too much")
struct TooManyRequestsTests {
    private static let stranger = ClientAddress.v4(0xc000_0201)

    private static func strict(_ settings: inout HTTPSettings) {
        // So slow that no test is long enough for another one.
        settings.clients.requestsPerSecond = 0.001
        settings.clients.burst = 10
        settings.clients.networkFactor = 1
    }

    @Test("is told when to come again, and moves nothing until then")
    func refused() async throws {
        let mint = try await TestMint(http: Self.strict).ready()
        let coins = try await mint.fund([8])
        let outputs = try mint.outputs([8])
        for _ in 0..<10 { #expect(try await mint.send(.get, "/v1/info", [], from: Self.stranger).status == 200) }
        let swap = Array(TestBody.swap(coins.map(\.json), outputs.map(\.json)).utf8)
        for (method, path, body) in [
            (HTTPRequest.Method.get, "/v1/keys", []), (.post, "/v1/swap", swap), (.get, "/no/such/path", []),
            (.get, "/v1/swap", []), (.head, "/v1/info", []), (.get, "/ready", []),
        ] {
            let reply = try await mint.send(method, path, body, from: Self.stranger)
            #expect(reply.status == 429, "\(path)")
            #expect(reply.code == 90008, "\(path)")
            let seconds = try #require(Int(reply.headers[.retryAfter] ?? ""), "\(path)")
            #expect((1...1_000).contains(seconds))
            #expect(reply.headers[.accessControlAllowOrigin] == "*")
            #expect(reply.headers[.accessControlExposeHeaders] == "Retry-After")
            #expect(reply.headers[.cacheControl] == "no-store")
        }
        #expect(try await mint.states(coins) == ["UNSPENT"])
        #expect(try await mint.signed(outputs) == 0)
        #expect(try await mint.send(.get, "/health", [], from: Self.stranger).status == 200, "asking costs nothing")
        #expect(try await mint.send(.post, "/v1/swap", swap).status == 200, "others are served")
    }

    @Test("is the one that a trusted proxy names, and not who it says it is")
    func proxied() async throws {
        let mint = try await TestMint(http: Self.strict).ready()
        let name = try #require(HTTPField.Name("X-Forwarded-For"))
        func ask(_ value: String) async throws -> Int {
            try await mint.send(.get, "/v1/info", [], headers: [name: value]).status
        }
        for number in 0..<10 { #expect(try await ask("10.0.0.\(number), 192.0.2.1") == 200) }
        #expect(try await ask("10.0.0.99, 192.0.2.1") == 429)
        #expect(try await ask("192.0.2.1, 198.51.100.1") == 200)
        for number in 0..<10 {
            #expect(
                try await mint.send(.get, "/v1/info", [], from: .v4(1), headers: [name: "10.0.0.\(number)"]).status
                    == 200)
        }
        #expect(try await mint.send(.get, "/v1/info", [], from: .v4(1), headers: [name: "10.0.0.99"]).status == 429)
    }

    @Test("pays more for a quote and for a large body")
    func weights() async throws {
        let mint = try await TestMint(http: Self.strict).ready()
        let quote = Array(#"{"amount":1,"unit":"sat"}"#.utf8)
        for status in [200, 200, 429] {
            #expect(try await mint.send(.post, "/v1/mint/quote/bolt11", quote, from: Self.stranger).status == status)
        }
        let large = [UInt8](repeating: UInt8(ascii: " "), count: 10 * 16_384)
        #expect(try await mint.send(.post, "/v1/swap", large, from: .v4(1)).status == 400)
        #expect(try await mint.send(.get, "/v1/info", [], from: .v4(1)).status == 429)
    }

    @Test("has a number of WebSockets, and one more when one of them has ended")
    func webSockets() async throws {
        let mint = try await ServedMint(TestMint()) { settings in
            settings.clients.includesLocal = true
            settings.clients.maximumWebSockets = 2
            settings.clients.networkFactor = 1
        }
        let (first, second) = (try await mint.connect(), try await mint.connect())
        await #expect(throws: (any Error).self) { try await mint.connect() }
        try await first.watch("bolt11_mint_quote", "a", ["1"])
        try await second.watch("bolt11_mint_quote", "a", ["1"])
        try await first.close()
        _ = try await first.end()
        var third: TestWebSocket?
        #expect(
            await eventually {
                third = try? await mint.connect()
                return third != nil
            })
        try await third?.watch("bolt11_mint_quote", "a", ["1"])
    }

    @Test("is refused subscriptions, too, and keeps those that it has")
    func messages() async throws {
        let mint = try await ServedMint(TestMint()) { settings in
            Self.strict(&settings)
            settings.clients.includesLocal = true
        }
        let socket = try await mint.connect()
        for number in 0..<9 { try await socket.watch("bolt11_mint_quote", "\(number)", ["\(number)"]) }
        let refusal = try await socket.ask(TestWebSocket.subscribe("bolt11_mint_quote", "x", ["x"], request: 5))
        #expect(refusal.code == -32_603)
        #expect(refusal.id == 5)
        #expect(mint.test.mint.watchedCount == 9)
    }
}
