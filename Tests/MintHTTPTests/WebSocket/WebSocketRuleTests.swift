import HTTPTypes
import NIOCore
import NIOWebSocket
import Testing
import WebSocketTestSupport

@Suite("The rules of WebSocket and JSON-RPC")
struct WebSocketRuleTests {
    private static let request = TestWebSocket.subscribe("bolt11_mint_quote", "s", ["x"])

    private func frame(
        _ opcode: WebSocketOpcode, _ text: String, fin: Bool = true, isMasked: Bool = true, rsv1: Bool = false
    ) -> WebSocketFrame {
        WebSocketFrame(
            fin: fin, rsv1: rsv1, opcode: opcode, maskKey: isMasked ? .random() : nil, data: ByteBuffer(string: text))
    }

    @Test("A message may come in pieces with pings in between, which are answered")
    func fragments() async throws {
        let mint = try await ServedMint(TestMint())
        let socket = try await mint.connect()
        let bytes = Array(Self.request)
        try await socket.send(frame(.text, String(bytes[..<10]), fin: false))
        try await socket.send(frame(.ping, "hello"))
        try await socket.send(frame(.continuation, "", fin: false))
        try await socket.send(frame(.continuation, String(bytes[10...])))
        #expect(try await socket.message().result["status"] as? String == "OK")
        #expect(socket.pongs == [Array("hello".utf8)])
    }

    @Test("Frames against the rules end the connection with the code for it")
    func badFrames() async throws {
        let mint = try await ServedMint(TestMint())
        let bad: [(String, [WebSocketFrame], Int)] = [
            ("unmasked", [frame(.text, Self.request, isMasked: false)], 1002),
            ("of an extension", [frame(.text, Self.request, rsv1: true)], 1002),
            ("binary", [frame(.binary, Self.request)], 1003),
            ("a piece of nothing", [frame(.continuation, Self.request)], 1002),
            ("a message within another", [frame(.text, "{", fin: false), frame(.text, "}")], 1002),
            ("a ping in pieces", [frame(.ping, "", fin: false)], 1002),
            ("a long ping", [frame(.ping, String(repeating: "x", count: 126))], 1002),
            ("of no known kind", [frame(WebSocketOpcode(encodedWebSocketOpcode: 3) ?? .text, "")], 1002),
            ("a goodbye of one byte", [frame(.connectionClose, "x")], 1002),
        ]
        for (name, frames, code) in bad {
            let socket = try await mint.connect()
            for frame in frames { try await socket.send(frame) }
            #expect(try await socket.end() == code, "\(name)")
        }
        let text = try await mint.connect()
        let half = ByteBuffer(bytes: [0xc3, 0x28])
        try await text.send(WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: half))
        #expect(try await text.end() == 1007)
        let goodbye = try await mint.connect()
        try await goodbye.close()
        #expect(try await goodbye.end() == 1000)
    }

    @Test("A request that cannot be served is refused with its id, and the next one is served")
    func badRequests() async throws {
        let mint = try await ServedMint(TestMint())
        let socket = try await mint.connect()
        let tail = #""method":"subscribe","params":{"kind":"proof_state","subId":"s","filters":["02"]}"#
        let unknown = #"{"jsonrpc":"2.0","id":5,"method":"publish","params":{}}"#
        let bad: [(String, String, Int, String?)] = [
            ("empty", "", -32_700, nil),
            ("no JSON", "subscribe", -32_700, nil),
            ("half", String(Self.request.dropLast()), -32_700, nil),
            ("two", Self.request + Self.request, -32_700, nil),
            ("a member twice", #"{"jsonrpc":"2.0","id":1,"id":2,\#(tail)}"#, -32_700, nil),
            ("deep", String(repeating: "[", count: 1_000), -32_700, nil),
            ("an array", "[\(Self.request)]", -32_600, nil),
            ("a number", "7", -32_600, nil),
            ("no version", #"{"id":5,\#(tail)}"#, -32_600, "5"),
            ("another version", #"{"jsonrpc":"1.0","id":5,\#(tail)}"#, -32_600, "5"),
            ("no id", #"{"jsonrpc":"2.0",\#(tail)}"#, -32_600, nil),
            ("null id", #"{"jsonrpc":"2.0","id":null,\#(tail)}"#, -32_600, nil),
            ("an object as id", #"{"jsonrpc":"2.0","id":{},\#(tail)}"#, -32_600, nil),
            ("a long id", #"{"jsonrpc":"2.0","id":"\#(String(repeating: "x", count: 129))",\#(tail)}"#, -32_600, nil),
            ("no method", #"{"jsonrpc":"2.0","id":5,"params":{}}"#, -32_600, "5"),
            ("no method of text", #"{"jsonrpc":"2.0","id":5,"method":[],"params":{}}"#, -32_600, "5"),
            ("another method", unknown, -32_601, "5"),
            ("another method without params", #"{"jsonrpc":"2.0","method":"x","id":5}"#, -32_601, "5"),
            ("no params", #"{"jsonrpc":"2.0","id":5,"method":"subscribe"}"#, -32_602, "5"),
            ("params of text", #"{"jsonrpc":"2.0","id":5,"method":"subscribe","params":"{}"}"#, -32_602, "5"),
            ("no point, the id last", #"{\#(tail),"jsonrpc":"2.0","id":"\u0041b"}"#, -32_602, "Ab"),
            ("unsubscribe from nothing", TestWebSocket.unsubscribe("x", request: 6), -32_602, "6"),
        ]
        for (name, request, code, id) in bad {
            let answer = try await socket.ask(request)
            #expect(answer.code == code, "\(name)")
            #expect(answer.object["id"].map { "\($0)" } == id ?? "<null>", "\(name)")
        }
        try await socket.send(#"{\#(tail),"jsonrpc":"2.0","id":-1.50e2}"#)
        #expect(try await socket.next().contains(#""id":-1.50e2"#), "a number comes back as it was written")
        try await socket.watch("bolt11_mint_quote", "s", ["x"])
    }

    @Test("Only GET /v1/ws makes a WebSocket; other requests to it and beside it are answered as ever")
    func handshake() async throws {
        let mint = try await ServedMint(TestMint())
        await #expect(throws: TestWebSocket.Refused.self) {
            try await TestWebSocket.connect(port: mint.port, path: "/v1/info")
        }
        let plain = try await mint.test.get("/v1/ws")
        #expect(plain.status == 426)
        #expect(plain.headers[.upgrade] == "websocket")
        #expect(try await mint.test.post("/v1/ws", "{}").status == 405)
        _ = try await TestWebSocket.connect(port: mint.port, path: "/v1/ws?x=y")
    }
}
