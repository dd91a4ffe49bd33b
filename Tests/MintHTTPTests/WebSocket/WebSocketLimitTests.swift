import MintCore
import MintHTTP
import NIOCore
import NIOWebSocket
import TestSupport
import Testing
import WebSocketTestSupport

@Suite("A WebSocket")
struct WebSocketLimitTests {
    @Test("takes so many subscriptions with so many filters, each id once, and says which is too many")
    func subscriptions() async throws {
        let mint = try await ServedMint(TestMint()) { settings in
            settings.subscriptions.maximumSubscriptions = 3
            settings.subscriptions.maximumFilters = 4
            settings.subscriptions.maximumWatched = 9
        }
        let socket = try await mint.connect()
        func refused(_ id: String, _ filters: Int, _ kind: String = "bolt11_mint_quote") async throws {
            let quotes = (0..<filters).map { "\(id)\($0)" }
            let answer = try await socket.ask(TestWebSocket.subscribe(kind, id, quotes, request: 77))
            #expect(answer.code == -32_602, "\(id)")
            #expect(answer.id == 77, "\(id)")
        }
        try await socket.watch("bolt11_mint_quote", "a", ["1", "2", "3", "4"])
        try await refused("a", 1)
        try await refused("b", 5)
        try await refused("b", 0)
        try await refused("b", 1, "onchain_mint_quote")
        try await refused("b", 1, "proof_state")
        try await refused(String(repeating: "b", count: 129), 1)
        try await refused("b", 1, String(repeating: "b", count: 500))
        try await socket.watch("bolt11_mint_quote", "b", ["5", "6", "7", "8"])
        try await refused("c", 2)
        try await socket.watch("bolt11_mint_quote", "c", ["9"])
        try await refused("d", 1)
        #expect(mint.test.mint.watchedCount == 9)
        #expect(try await socket.ask(TestWebSocket.unsubscribe("a")).result["subId"] as? String == "a")
        try await socket.watch("bolt11_mint_quote", "d", ["9"])
    }

    @Test("takes no more than all wallets together may watch")
    func everybody() async throws {
        let mint = try await ServedMint(TestMint(adjust: { $0.limits.maximumWatched = 3 }))
        let (first, second) = (try await mint.connect(), try await mint.connect())
        try await first.watch("bolt11_mint_quote", "a", ["1", "2"])
        let refusal = try await second.ask(TestWebSocket.subscribe("bolt11_mint_quote", "a", ["3", "4"]))
        #expect(refusal.code == -32_603)
        try await second.watch("bolt11_mint_quote", "a", ["3"])
        try await first.close()
        #expect(await eventually { mint.test.mint.watchedCount == 1 })
        try await second.watch("bolt11_mint_quote", "b", ["4", "5"])
    }

    @Test("that sends a frame or a message that is too long is ended, before it is taken in")
    func tooLong() async throws {
        let mint = try await ServedMint(TestMint()) { $0.subscriptions.maximumFilters = 1 }
        let long = try await mint.connect()
        // The head of a frame of a gigabyte.
        try await long.send(raw: [0x81, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4])
        #expect(try await long.end() == 1009)
        let pieces = try await mint.connect()
        let piece = ByteBuffer(repeating: UInt8(ascii: " "), count: 10_000)
        try await pieces.send(WebSocketFrame(fin: false, opcode: .text, maskKey: .random(), data: piece))
        try await pieces.send(WebSocketFrame(fin: false, opcode: .continuation, maskKey: .random(), data: piece))
        #expect(try await pieces.end() == 1009)
    }

    @Test("whose wallet does not read is dropped, and holds no more than its subscriptions until then")
    func slowReader() async throws {
        let mint = try await ServedMint(TestMint()) { $0.subscriptions.slowReaderSeconds = 1 }
        let socket = try await TestWebSocket.connect(port: mint.port, receiveBuffer: 4_096)
        let points = (0..<1_000).map { _ in TestOutput.randomPoint }
        try await socket.watch("bolt11_mint_quote", "stays", ["x"])
        try await socket.setReads(false)
        // Each is answered with some 250 kB.
        for round in 0..<100 {
            socket.push(TestWebSocket.subscribe("proof_state", "\(round)", points))
            socket.push(TestWebSocket.unsubscribe("\(round)"))
        }
        #expect(await eventually { mint.test.mint.watchedCount > 1 })
        // The mint has forgotten it. When the wallet's host notices depends on what it has not sent yet.
        #expect(await eventually(within: .seconds(120)) { mint.test.mint.watchedCount == 0 })
        #expect(socket.waiting < 100_000)
    }

    @Test("that waits for nothing is ended after a while, and one whose wallet has gone without a word is dropped")
    func idle() async throws {
        let mint = try await ServedMint(TestMint()) { $0.idleSeconds = 15 }
        let (idle, silent) = (try await mint.connect(), try await mint.connect())
        try await silent.watch("bolt11_mint_quote", "q", ["x"])
        try await silent.setReads(false)
        #expect(try await idle.end() == 1000)
        #expect(await eventually { mint.test.mint.watchedCount == 0 })
    }

    @Test("that waits for something is pinged, and kept as long as it answers")
    func waiting() async throws {
        let mint = try await ServedMint(TestMint(paysItself: false)) { $0.idleSeconds = 40 }
        let quote = try await mint.test.mintQuote(1)
        let socket = try await mint.connect()
        try await socket.watch("bolt11_mint_quote", "q", [quote])
        #expect(try await socket.message().state == "UNPAID")
        // After twenty seconds; on a machine that is busy it may take as long to answer.
        #expect(await eventually(within: .seconds(120)) { socket.pings >= 1 })
        mint.test.payInvoices()
        #expect(try await socket.message().state == "PAID")
    }

    @Test("is told when the mint shuts down, which waits for nobody's goodbye for long")
    func shutdown() async throws {
        let mint = try await ServedMint(TestMint())
        let (polite, deaf) = (try await mint.connect(), try await mint.connect())
        try await polite.watch("bolt11_mint_quote", "q", ["1"])
        try await deaf.watch("bolt11_mint_quote", "q", ["1"])
        try await deaf.setReads(false)
        try await mint.shutDown()
        #expect(try await polite.end() == 1001)
        #expect(await eventually { mint.test.mint.watchedCount == 0 })
    }
}
