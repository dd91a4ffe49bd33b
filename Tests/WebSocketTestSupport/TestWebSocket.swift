internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix
package import NIOWebSocket
internal import TestSupport

/// The wallet's end of a WebSocket, on a real socket. Also sends what no honest wallet would.
package final class TestWebSocket: Sendable {
    package struct Refused: Error { package let detail: String }
    package struct Silence: Error { package let detail: String }

    private let channel: any Channel
    private let events: WebSocketEvents

    private init(_ channel: any Channel, _ events: WebSocketEvents) {
        self.channel = channel
        self.events = events
    }

    deinit { channel.close(promise: nil) }

    /// - Parameter receiveBuffer: of the socket, in bytes; `nil` leaves it to the system.
    package static func connect(
        port: Int, path: String = "/v1/ws", receiveBuffer: Int? = nil, headers: [(String, String)] = []
    ) async throws -> TestWebSocket {
        var bootstrap = ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
        if let receiveBuffer { bootstrap = bootstrap.channelOption(.socketOption(.so_rcvbuf), value: receiveBuffer) }
        let upgraded = try await bootstrap.connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                    configuration: NIOUpgradableHTTPClientPipelineConfiguration(
                        upgradeConfiguration: upgrade(channel, path, headers)))
            }
        }
        guard let socket = try await upgraded.get() else { throw Refused(detail: "no WebSocket at \(path)") }
        return socket
    }

    private static func upgrade(
        _ channel: any Channel, _ path: String, _ others: [(String, String)]
    ) -> NIOTypedHTTPClientUpgradeConfiguration<TestWebSocket?> {
        var headers = HTTPHeaders()
        headers.add(name: "Host", value: "127.0.0.1")
        headers.add(contentsOf: others)
        let upgrader = NIOTypedWebSocketClientUpgrader<TestWebSocket?>(maxFrameSize: 1 << 20) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                let events = WebSocketEvents()
                try channel.pipeline.syncOperations.addHandler(WebSocketCollector(events))
                return TestWebSocket(channel, events)
            }
        }
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: HTTPRequestHead(version: .http1_1, method: .GET, uri: path, headers: headers),
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(nil)
            })
    }

    // MARK: What goes

    package func send(_ text: String) async throws {
        try await send(WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text)))
    }

    package func send(_ frame: WebSocketFrame) async throws { try await channel.writeAndFlush(frame) }

    /// Does not wait until it has gone.
    package func push(_ text: String) {
        let frame = WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text))
        channel.writeAndFlush(frame, promise: nil)
    }

    /// Bytes that are no frame.
    package func send(raw bytes: [UInt8]) async throws {
        try await channel.eventLoop.submit { [channel] in
            let encoder = try channel.pipeline.syncOperations.context(handlerType: WebSocketFrameEncoder.self)
            encoder.writeAndFlush(NIOAny(ByteBuffer(bytes: bytes)), promise: nil)
        }.get()
    }

    /// Whether what arrives is read.
    package func setReads(_ reads: Bool) async throws { try await channel.setOption(.autoRead, value: reads).get() }

    package func close() async throws {
        var data = ByteBuffer()
        data.write(webSocketErrorCode: .normalClosure)
        try await send(WebSocketFrame(fin: true, opcode: .connectionClose, maskKey: .random(), data: data))
    }

    // MARK: What comes

    /// The next text.
    package func next() async throws -> String {
        var found: String?
        let isThere = await eventually {
            found = events.takeText()
            return found != nil || events.isOver
        }
        guard isThere, let text = found ?? events.takeText() else {
            throw Silence(detail: "no message came; closed: \(events.isOver)")
        }
        return text
    }

    /// Texts that have come and were not taken.
    package var waiting: Int { events.texts }
    package var pings: Int { events.pings }
    package var pongs: [[UInt8]] { events.pongs }
    package var isOver: Bool { events.isOver }

    /// Waits for the end of the connection.
    /// - Returns: the code that the mint gave; 0 when it gave none.
    package func end() async throws -> Int {
        guard await eventually({ events.isOver }) else { throw Silence(detail: "the connection does not end") }
        return events.code ?? 0
    }
}
