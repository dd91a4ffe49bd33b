import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import ProcessTestSupport

/// All wallets, each with its WebSocket and its subscriptions.
struct Audience {
    private let sockets: [any Channel]
    private let group: MultiThreadedEventLoopGroup

    /// Handshakes at a time.
    private static let width = 50

    /// Returns when each wallet has asked for what it watches.
    init(_ plan: LoadPlan, _ supply: Supply, _ observations: Observations, port: Int) async throws {
        // One thread: the mint needs the others.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        self.group = group
        var sockets: [any Channel] = []
        for start in stride(from: 0, to: plan.clients, by: Self.width) {
            sockets += try await withThrowingTaskGroup(of: (any Channel).self) { tasks in
                for client in start..<min(plan.clients, start + Self.width) {
                    tasks.addTask {
                        let wallet = WalletSocket(client, plan.subjects(of: client), observations)
                        return try await Self.connect(wallet, supply, port: port, on: group)
                    }
                }
                return try await tasks.reduce(into: []) { $0.append($1) }
            }
        }
        self.sockets = sockets
    }

    func leave() {
        for socket in sockets { socket.close(promise: nil) }
        group.shutdownGracefully { _ in }
    }

    private static func connect(
        _ wallet: WalletSocket, _ supply: Supply, port: Int, on group: MultiThreadedEventLoopGroup
    ) async throws -> any Channel {
        let upgraded = try await ClientBootstrap(group: group).connect(host: "127.0.0.1", port: port) { channel in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.configureUpgradableHTTPClientPipeline(
                    configuration: NIOUpgradableHTTPClientPipelineConfiguration(
                        upgradeConfiguration: upgrade(wallet)))
            }
        }
        let channel = try require(try await upgraded.get(), "no WebSocket at /v1/ws")
        for text in wallet.requests(supply) {
            let frame = WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(string: text))
            try await channel.writeAndFlush(frame)
        }
        return channel
    }

    private static func upgrade(_ wallet: WalletSocket) -> NIOTypedHTTPClientUpgradeConfiguration<(any Channel)?> {
        let upgrader = NIOTypedWebSocketClientUpgrader<(any Channel)?>(maxFrameSize: 1 << 20) { channel, _ in
            channel.eventLoop.makeCompletedFuture {
                try channel.pipeline.syncOperations.addHandler(wallet.handler())
                return channel
            }
        }
        let head = HTTPRequestHead(version: .http1_1, method: .GET, uri: "/v1/ws", headers: ["Host": "127.0.0.1"])
        return NIOTypedHTTPClientUpgradeConfiguration(
            upgradeRequestHead: head, upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.close(promise: nil)
                return channel.eventLoop.makeSucceededFuture(nil)
            })
    }
}
