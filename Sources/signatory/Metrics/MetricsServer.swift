internal import LocalSockets
internal import Logging
internal import NIOCore
internal import NIOPosix

/// Answers `GET /metrics` at a Unix socket of its own: who reads it can ask for nothing else. Of HTTP there is just what
/// Prometheus and curl need of a server that has one thing to say: the process with the keys holds no HTTP library.
struct MetricsServer: Sendable {
    private let path: SocketPath
    private let channel: any Channel

    private static let mode: UInt32 = 0o660

    /// - Parameters:
    ///   - group: whose members may read, besides this user.
    ///   - text: computed for each request.
    static func listen(
        _ socket: String, group: UInt32?, logger: Logger, text: @escaping @Sendable () async -> String?
    ) async throws(LocalSocketError) -> MetricsServer {
        let path = try SocketPath.claim(socket)
        let descriptor = try path.bind(mode: mode, group: group)
        do {
            let channel = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandlers([
                            IdleStateHandler(allTimeout: .seconds(5)), MetricsHandler(text: text),
                        ])
                    }
                }
                .withBoundSocket(descriptor).get()
            logger.info("metrics are served", metadata: ["socket": "\(socket)"])
            return MetricsServer(path: path, channel: channel)
        } catch {
            path.release()
            throw .system(socket, problem: "\(error)")
        }
    }

    func shutDown() async {
        channel.close(promise: nil)
        // It succeeds, however the channel ended.
        try? await channel.closeFuture.get()
        path.release()
    }
}

/// One request for each connection.
private final class MetricsHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    /// The longest request with its headers.
    private static let maximumBytes = 4_096

    private let text: @Sendable () async -> String?
    private var request = ByteBuffer()
    private var isAnswered = false

    init(text: @escaping @Sendable () async -> String?) { self.text = text }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var part = unwrapInboundIn(data)
        guard !isAnswered else { return }
        request.writeBuffer(&part)
        guard request.readableBytes <= Self.maximumBytes else { return context.close(promise: nil) }
        guard String(buffer: request).contains("\r\n\r\n") else { return }
        isAnswered = true
        guard String(buffer: request).hasPrefix("GET /metrics HTTP/1.") else {
            return answer("404 Not Found", "only GET /metrics is served\n", on: context)
        }
        let computed = context.eventLoop.makeFutureWithTask { [text] in await text() }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        computed.whenComplete { outcome in
            let (handler, context) = bound.value
            guard case .success(let text?) = outcome else {
                return handler.answer("503 Service Unavailable", "the signatory does not answer\n", on: context)
            }
            handler.answer("200 OK", text, on: context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ status: String, _ text: String, on context: ChannelHandlerContext) {
        let head =
            "HTTP/1.1 \(status)\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\n"
            + "content-length: \(text.utf8.count)\r\nconnection: close\r\n\r\n"
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer(string: head + text))).whenComplete { _ in
            bound.value.close(promise: nil)
        }
    }
}
