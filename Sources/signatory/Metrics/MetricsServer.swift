internal import LocalSockets
internal import Logging
internal import NIOCore
internal import NIOHTTP1
internal import NIOPosix

/// Serves `GET /metrics` at a Unix socket of its own: who reads it can ask for nothing else.
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
                    channel.pipeline.configureHTTPServerPipeline().flatMapThrowing {
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
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let text: @Sendable () async -> String?

    init(text: @escaping @Sendable () async -> String?) { self.text = text }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(let head) = unwrapInboundIn(data) else { return }
        guard head.method == .GET, head.uri == "/metrics" else {
            return answer(.notFound, "only GET /metrics is served\n", on: context)
        }
        let computed = context.eventLoop.makeFutureWithTask { [text] in await text() }
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        computed.whenComplete { outcome in
            let (handler, context) = bound.value
            guard case .success(let text?) = outcome else {
                return handler.answer(.serviceUnavailable, "the signatory does not answer\n", on: context)
            }
            handler.answer(.ok, text, on: context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func answer(_ status: HTTPResponseStatus, _ text: String, on context: ChannelHandlerContext) {
        let body = ByteBuffer(string: text)
        let headers: HTTPHeaders = [
            "content-type": "text/plain; version=0.0.4; charset=utf-8", "content-length": "\(body.readableBytes)",
            "connection": "close",
        ]
        context.write(
            wrapOutboundOut(.head(HTTPResponseHead(version: .http1_1, status: status, headers: headers))), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        let bound = NIOLoopBound(context, eventLoop: context.eventLoop)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).whenComplete { _ in bound.value.close(promise: nil) }
    }
}
