import Cashu
import MintCore
import SignatoryAPI
import SignatoryCore
import TestSupport
import Testing
import WebSocketTestSupport

/// Nothing here is found by looking every few seconds.
private func makeMint(
    paysItself: Bool = true, wrap: (EmbeddedSignatory) -> any Signatory = { $0 }
) async throws -> ServedMint {
    try await ServedMint(
        TestMint(paysItself: paysItself, adjust: { $0.recoveryIntervalMilliseconds = 3_600_000 }, wrap: wrap))
}

@Suite("Subscriptions")
struct SubscriptionTests {
    private static let neverIssued = String(repeating: "ab", count: 16)

    @Test("A mint quote is told UNPAID, PAID when it is paid, and ISSUED when it is issued")
    func mintQuote() async throws {
        let mint = try await makeMint(paysItself: false)
        let test = mint.test
        let quote = try await test.mintQuote(8)
        let socket = try await mint.connect()
        try await socket.watch("bolt11_mint_quote", "s", [quote])
        let first = try await socket.message()
        #expect(first.subscription == "s")
        #expect(first.payload["quote"] as? String == quote)
        #expect(first.payload["amount"] as? Int == 8)
        #expect(first.state == "UNPAID")
        test.payInvoices()
        #expect(try await socket.message().state == "PAID")
        let outputs = try test.outputs([8])
        #expect(try await test.post("/v1/mint/bolt11", TestBody.mint(quote, outputs.map(\.json))).status == 200)
        let last = try await socket.message()
        #expect(last.state == "ISSUED")
        #expect(last.payload["amount_issued"] as? Int == 8)
    }

    @Test("A melt quote is told UNPAID and PAID with its change, and its inputs UNSPENT and SPENT")
    func meltQuote() async throws {
        let mint = try await makeMint()
        let coins = try await mint.test.fund([16])
        let quote = try await mint.test.meltQuote(fate: "fake:settle")
        let (quotes, proofs) = (try await mint.connect(), try await mint.connect())
        try await quotes.watch("bolt11_melt_quote", "q", [quote])
        #expect(try await quotes.message().state == "UNPAID")
        try await proofs.watch("proof_state", "p", coins.points)
        #expect(try await proofs.message().state == "UNSPENT")
        let blanks = try mint.test.outputs([1, 1, 1])
        let melt = TestBody.melt(quote, coins.map(\.json), blanks.map(\.json))
        #expect(try await mint.test.post("/v1/melt/bolt11", melt).object["state"] as? String == "PAID")
        var message = try await quotes.message()
        if message.state == "PENDING" { message = try await quotes.message() }
        #expect(message.state == "PAID")
        #expect((message.payload["change"] as? [[String: Any]])?.isEmpty == false)
        let states = try await proofs.states(to: "SPENT")
        #expect(states == ["SPENT"] || states == ["PENDING", "SPENT"])
    }

    @Test("A melt in flight is PENDING with its inputs, and both are given back when it fails")
    func failedMelt() async throws {
        let mint = try await ServedMint(TestMint(adjust: { $0.meltWaitSeconds = 0 }))
        let coins = try await mint.test.fund([16])
        let quote = try await mint.test.meltQuote(fate: "fake:unknown-then-failed")
        let (quotes, proofs) = (try await mint.connect(), try await mint.connect())
        try await quotes.watch("bolt11_melt_quote", "q", [quote])
        try await proofs.watch("proof_state", "p", coins.points)
        #expect(try await quotes.message().state == "UNPAID")
        #expect(try await proofs.message().state == "UNSPENT")
        let begun = try await mint.test.post("/v1/melt/bolt11", TestBody.melt(quote, coins.map(\.json)))
        #expect(begun.object["state"] as? String == "PENDING")
        #expect(try await quotes.message().state == "PENDING")
        #expect(try await proofs.message().state == "PENDING")
        // Asking makes the mint ask the backend, as recovery does.
        #expect(try await mint.test.get("/v1/melt/quote/bolt11/\(quote)").status == 200)
        #expect(try await quotes.message().state == "UNPAID")
        #expect(try await proofs.message().state == "UNSPENT")
    }

    @Test("An input of a swap is UNSPENT, PENDING while the signatory signs, and SPENT")
    func swap() async throws {
        let gate = SigningHold()
        let mint = try await makeMint(wrap: { HeldSignatory($0, gate) })
        let coins = try await mint.test.fund([8])
        let socket = try await mint.connect()
        try await socket.watch("proof_state", "p", coins.points)
        let first = try await socket.message()
        #expect(first.state == "UNSPENT")
        #expect(first.payload["Y"] as? String == coins.points[0])
        #expect(first.payload.keys.contains("witness"))
        gate.hold()
        let outputs = try mint.test.outputs([8])
        let swap = TestBody.swap(coins.map(\.json), outputs.map(\.json))
        async let answer = mint.test.post("/v1/swap", swap)
        #expect(try await socket.message().state == "PENDING")
        gate.open(fails: false)
        #expect(try await answer.status == 200)
        #expect(try await socket.message().state == "SPENT")
    }

    @Test("An input of a swap that is undone is told to be UNSPENT again")
    func undoneSwap() async throws {
        let gate = SigningHold()
        let mint = try await makeMint(wrap: { HeldSignatory($0, gate) })
        let coins = try await mint.test.fund([8])
        let socket = try await mint.connect()
        try await socket.watch("proof_state", "p", coins.points)
        #expect(try await socket.message().state == "UNSPENT")
        gate.hold()
        let outputs = try mint.test.outputs([8])
        let swap = TestBody.swap(coins.map(\.json), outputs.map(\.json))
        async let answer = mint.test.post("/v1/swap", swap)
        #expect(try await socket.message().state == "PENDING")
        gate.open(fails: true)
        #expect(try await answer.status == 400)
        #expect(try await socket.message().state == "UNSPENT")
    }

    @Test("A thousand proofs are told a thousand states, in their order, and then what changes")
    func thousand() async throws {
        let mint = try await makeMint()
        let coins = try await mint.test.fund([4])
        let points = (0..<999).map { _ in TestOutput.randomPoint } + coins.points
        let socket = try await mint.connect()
        try await socket.watch("proof_state", "many", points)
        for point in points {
            let message = try await socket.message()
            #expect(message.payload["Y"] as? String == point)
            #expect(message.state == "UNSPENT")
        }
        let outputs = try mint.test.outputs([4])
        let swap = TestBody.swap(coins.map(\.json), outputs.map(\.json))
        #expect(try await mint.test.post("/v1/swap", swap).status == 200)
        _ = try await socket.states(to: "SPENT")
        #expect(socket.waiting == 0)
    }

    @Test("What was over before is told as it is, once for each subscription and once for a filter given twice")
    func late() async throws {
        let mint = try await makeMint()
        let coins = try await mint.test.fund([4])
        let outputs = try mint.test.outputs([4])
        let swap = TestBody.swap(coins.map(\.json), outputs.map(\.json))
        #expect(try await mint.test.post("/v1/swap", swap).status == 200)
        let socket = try await mint.connect()
        for id in ["a", "b"] {
            try await socket.watch("proof_state", id, coins.points + coins.points)
            let message = try await socket.message()
            #expect(message.subscription == id)
            #expect(message.state == "SPENT")
        }
        // Nothing else was said before this is answered.
        #expect(try await socket.ask(TestWebSocket.unsubscribe("a", request: 9)).id == 9)
    }

    @Test("Of a quote that the mint does not know nothing is told")
    func unknownQuote() async throws {
        let mint = try await makeMint(paysItself: false)
        let quote = try await mint.test.mintQuote(1)
        let socket = try await mint.connect()
        try await socket.watch("bolt11_mint_quote", "m", [Self.neverIssued, quote])
        #expect(try await socket.message().payload["quote"] as? String == quote)
        try await socket.watch("bolt11_melt_quote", "n", [Self.neverIssued, quote])
        #expect(try await socket.ask(TestWebSocket.unsubscribe("n")).result["subId"] as? String == "n")
    }

    @Test("After unsubscribing nothing more is told, the id is free again, and nothing is kept")
    func unsubscribe() async throws {
        let mint = try await makeMint(paysItself: false)
        let quotes = [try await mint.test.mintQuote(1), try await mint.test.mintQuote(2)]
        let socket = try await mint.connect()
        try await socket.watch("bolt11_mint_quote", "a", [quotes[0]])
        #expect(try await socket.message().state == "UNPAID")
        #expect(mint.test.mint.watchedCount == 1)
        #expect(try await socket.ask(TestWebSocket.unsubscribe("a")).result["status"] as? String == "OK")
        #expect(mint.test.mint.watchedCount == 0)
        #expect(try await socket.ask(TestWebSocket.unsubscribe("a")).code == -32_602)
        mint.test.payInvoices()
        try await socket.watch("bolt11_mint_quote", "a", [quotes[1]])
        let message = try await socket.message()
        #expect(message.payload["quote"] as? String == quotes[1])
        try await socket.close()
        _ = try await socket.end()
        #expect(await eventually { mint.test.mint.watchedCount == 0 })
    }
}
