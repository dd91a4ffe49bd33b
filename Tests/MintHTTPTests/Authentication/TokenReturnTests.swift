import Cashu
import CashuCrypto
import HTTPTypes
import MintCore
import Storage
import Synchronization
import TestSupport
import Testing
import WebSocketTestSupport

@testable import MintHTTP

// Which ends of a request spend its token.
extension BlindAuthenticationTests {
    @Test("serves no second melt for a token whose melt was taken on and then failed, and tells how that ended")
    func failedMelt() async throws {
        let mint = try await mint([.melt])
        let coins = try await mint.fund([16])
        let quote = try await mint.meltQuote(fate: "fake:fail")
        let plain = TestBody.melt(quote, coins.map(\.json))
        let body = Array((plain.dropLast() + #","prefer_async":true}"#).utf8)
        let tokens = try await tokens(mint, 2)
        let taken = try await mint.send(.post, "/v1/melt/bolt11", body, headers: tokens[0])
        #expect(taken.object["state"] as? String == "PENDING")
        try await confirm { try await mint.states(coins) == ["UNSPENT"] }
        for _ in 0..<2 {
            let again = try await mint.send(.post, "/v1/melt/bolt11", body, headers: tokens[0])
            #expect(again.code == 20004, "\(String(decoding: again.body, as: UTF8.self))")
        }
        #expect(try await mint.send(.post, "/v1/melt/bolt11", Array(plain.utf8), headers: tokens[0]).code == 31002)
        #expect(try await mint.states(coins) == ["UNSPENT"])
        // With another token it is tried anew.
        let anew = try await mint.send(.post, "/v1/melt/bolt11", body, headers: tokens[1])
        #expect(anew.object["state"] as? String == "PENDING")
    }

    @Test("answers a melt again for its token, while it is paid and afterwards")
    func repeatedMelt() async throws {
        let mint = try await mint([.melt])
        let coins = try await mint.fund([16])
        let blanks = try mint.outputs([1, 1, 1])
        let quote = try await mint.meltQuote(fate: "fake:settle")
        let body = Array(TestBody.melt(quote, coins.map(\.json), blanks.map(\.json)).utf8)
        let token = try await tokens(mint, 1)[0]
        let paid = try await mint.send(.post, "/v1/melt/bolt11", body, headers: token)
        #expect(paid.object["state"] as? String == "PAID")
        #expect(try await mint.send(.post, "/v1/melt/bolt11", body, headers: token).body == paid.body)
    }

    @Test("gives a token back when nothing came of the WebSocket that it was for")
    func refusedUpgrade() async throws {
        let served = try await ServedMint(
            TestMint(hasTokens: true, http: { $0.authentication = settings([.subscriptions]) })
        ) { $0.authentication = settings([.subscriptions]) }
        let token = try await tokens(served.test, 1)[0]
        let value = try #require(token.first?.value)
        #expect(try await served.test.send(.get, "/v1/ws", [], headers: token).status == 426)
        await #expect(throws: (any Error).self) {
            try await TestWebSocket.connect(
                port: served.port, headers: [("Blind-auth", value), ("Sec-WebSocket-Version", "12")])
        }
        let socket = try await TestWebSocket.connect(port: served.port, headers: [("Blind-auth", value)])
        try await socket.watch("bolt11_mint_quote", "a", ["1"])
        await #expect(throws: (any Error).self) {
            try await TestWebSocket.connect(port: served.port, headers: [("Blind-auth", value)])
        }
    }

    @Test(
        "that only looks gives its token back when it could not be looked at",
        arguments: [ProtectedRoute.restore, .checkState, .mintQuote])
    func unservedLook(route: ProtectedRoute) async throws {
        let disk = UnreadableTables()
        let mint = try await mint([route], faults: disk)
        let coin = try await mint.fund([1])[0]
        let output = try mint.outputs([1])[0]
        let quote = try await mint.mintQuote(1)
        let token = try await tokens(mint, 1)[0]
        func ask(_ other: Bool) async throws -> Reply {
            let (path, body) =
                switch route {
                case .restore: ("/v1/restore", #"{"outputs":[\#(output.json)]}"#)
                case .checkState: ("/v1/checkstate", #"{"Ys":["\#(coin.secret.point.hex)"]}"#)
                default: ("/v1/mint/quote/bolt11/check", #"{"quotes":["\#(quote)"]}"#)
                }
            return try await mint.send(.post, path, Array((other ? body + " " : body).utf8), headers: token)
        }
        disk.areUnreadable.store(true, ordering: .sequentiallyConsistent)
        #expect(try await ask(false).status == 500)
        #expect(try await ask(false).status == 500)
        disk.areUnreadable.store(false, ordering: .sequentiallyConsistent)
        #expect(try await ask(true).status == 200, "another request may have it")
        #expect(try await ask(false).code == 31002)
    }
}

/// All but the tokens' cannot be read while it is broken.
private final class UnreadableTables: FaultInjection {
    let areUnreadable = Atomic(false)

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        guard areUnreadable.load(ordering: .sequentiallyConsistent) else { return }
        let text = statement.text(in: .sqlite)
        guard ["blind_signature", "proof", "mint_quote"].contains(where: { text.contains($0) }) else { return }
        throw DatabaseError(.unreadable, "injected")
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {}
}
