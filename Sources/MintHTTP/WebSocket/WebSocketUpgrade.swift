internal import HTTPTypes
internal import HummingbirdCore
internal import Logging
internal import MintCore
internal import NIOCore
internal import NIOHTTP1
internal import NIOHTTPTypes
internal import NIOHTTPTypesHTTP1
internal import NIOWebSocket

/// Turns an HTTP connection into a WebSocket, when a request asks for it while no other is being answered.
///
/// NIO's own upgrade handler decides by the first request and holds it back until then, without the timeouts of an
/// ordinary connection; and it fails a request with a body that offers some other protocol. Here the connection is set
/// up by Hummingbird as ever, and counted and bounded as ever; what is HTTP is taken out of the way when a WebSocket
/// begins. Hummingbird's task then waits for a next request, which never comes, until the connection ends.
final class WebSocketUpgrade: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPRequestPart
    typealias InboundOut = HTTPRequestPart
    typealias OutboundIn = HTTPResponsePart
    typealias OutboundOut = HTTPResponsePart

    private enum State {
        case http
        /// The head of a request that asks for a WebSocket, until it has ended.
        case asked(HTTPRequest)
        case upgrading
    }

    private let mint: Mint
    private let settings: HTTPSettings
    private let gate: ClientGate
    private let doorkeeper: Doorkeeper?
    private let logger: Logger
    private var state = State.http
    private var unanswered = 0

    init(_ mint: Mint, settings: HTTPSettings, gate: ClientGate, doorkeeper: Doorkeeper?, logger: Logger) {
        self.mint = mint
        self.settings = settings
        self.gate = gate
        self.doorkeeper = doorkeeper
        self.logger = logger
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch state {
        case .http:
            guard case .head(let head) = unwrapInboundIn(data) else { return context.fireChannelRead(data) }
            receive(head, data, context)
        case .asked(let head):
            if case .end = unwrapInboundIn(data) { return admit(head, context) }
            // Who asks for a WebSocket sends nothing else with it.
            state = .http
            pass(head, context)
            context.fireChannelRead(data)
        case .upgrading: break
        }
    }

    private func receive(_ head: HTTPRequest, _ data: NIOAny, _ context: ChannelHandlerContext) {
        guard head.headerFields[.upgrade] != nil else {
            unanswered += 1
            return context.fireChannelRead(data)
        }
        if unanswered == 0, WebSocketHandshake.isAsked(by: head) {
            state = .asked(head)
        } else {
            pass(head, context)
        }
    }

    /// The decoder reads nothing behind a request that offers another protocol, so the connection ends with its answer.
    private func pass(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        var head = head
        head.headerFields[.connection] = "close"
        unanswered += 1
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        if case .end = unwrapOutboundIn(data) { unanswered -= 1 }
        context.write(data, promise: promise)
    }

    // MARK: The change

    private func admit(_ head: HTTPRequest, _ context: ChannelHandlerContext) {
        state = .upgrading
        let peer = context.remoteAddress.flatMap { ClientAddress($0) }
        let client = Client(peer, head.headerFields, gate.limits)
        if let seconds = gate.refusal(client, cost: Route.subscriptions.cost) {
            return refuse(.tooManyRequests(retryAfterSeconds: seconds), context)
        }
        guard gate.openWebSocket(client) else {
            return refuse(.tooManyRequests(retryAfterSeconds: Self.fullSeconds), context)
        }
        context.channel.closeFuture.whenComplete { [gate] _ in gate.closeWebSocket(client) }
        guard let doorkeeper else {
            _ = upgrade(head, client, context)
            return
        }
        let loop = context.eventLoop
        let here = NIOLoopBound((self, context), eventLoop: loop)
        loop.makeFutureWithTask { [logger] in
            await doorkeeper.refusal(head, logger: logger) {
                let begun = loop.flatSubmit {
                    let (handler, context) = here.value
                    return handler.upgrade(head, client, context)
                }
                // Fails only when the loop has ended, and the connection with it.
                return (try? await begun.get()) ?? false
            }
        }.assumeIsolated().whenSuccess { refusal in
            if let refusal { self.refuse(refusal, context) }
        }
    }

    /// When who has too many WebSockets may have closed one.
    private static let fullSeconds: UInt64 = 60

    private func refuse(_ answer: Answer, _ context: ChannelHandlerContext) {
        var answer = answer
        answer.headers[.connection] = "close"
        answer.headers[.contentLength] = String(answer.body.count)
        let head = HTTPResponse(status: answer.status, headerFields: answer.headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(ByteBuffer(bytes: answer.body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// - Returns: whether a WebSocket has begun; else the connection ends.
    private func upgrade(
        _ head: HTTPRequest, _ client: Client, _ context: ChannelHandlerContext
    ) -> EventLoopFuture<Bool> {
        let pipeline = context.pipeline.syncOperations
        let done = context.eventLoop.makePromise(of: Bool.self)
        WebSocketHandshake.answer(to: head, on: context.channel).assumeIsolated().flatMap { headers in
            // The decoder first: it goes when it has done what it is doing, and then is the one that may read.
            do {
                let decoder = try pipeline.context(handlerType: ByteToMessageHandler<HTTPRequestDecoder>.self)
                return pipeline.removeHandler(context: decoder).map { headers }
            } catch {
                return context.eventLoop.makeFailedFuture(error)
            }
        }.whenComplete { result in
            do {
                try self.begin(result.get(), client, context)
                done.succeed(true)
            } catch {
                self.logger.debug("a WebSocket did not begin", metadata: ["error": "\(error)"])
                context.close(promise: nil)
                done.succeed(false)
            }
        }
        return done.futureResult
    }

    private func begin(_ headers: HTTPFields, _ client: Client, _ context: ChannelHandlerContext) throws {
        guard context.channel.isActive else { throw ChannelError.ioOnClosedChannel }
        let pipeline = context.pipeline.syncOperations
        let answer = HTTPResponse(status: .switchingProtocols, headerFields: headers)
        context.write(wrapOutboundOut(.head(answer)), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
        for old in [
            try pipeline.context(handlerType: HTTPConnectionStateHandler.self),
            try pipeline.context(handlerType: HTTP1ToHTTPServerCodec.self),
            try pipeline.context(handlerType: HTTPResponseEncoder.self),
        ] { pipeline.removeHandler(context: old, promise: nil) }
        let inbox = WebSocketInbox()
        let handler = WebSocketHandler(inbox, on: context.eventLoop, settings: settings, logger: logger)
        let decoder = WebSocketFrameDecoder(maxFrameSize: settings.subscriptions.maximumMessageBytes)
        try pipeline.addHandlers(
            [WebSocketFrameEncoder(), ByteToMessageHandler(decoder), handler], position: .before(self))
        pipeline.removeHandler(context: context, promise: nil)
        serve(inbox, handler, client, context.eventLoop)
    }

    private func serve(
        _ inbox: WebSocketInbox, _ handler: WebSocketHandler, _ client: Client, _ loop: any EventLoop
    ) {
        let peer = WebSocketPeer(inbox, handler, on: loop)
        let session = SubscriptionSession(mint, settings.subscriptions, peer, logger: logger) { [gate] bytes in
            gate.refusal(client, cost: Route.subscriptions.cost + Route.cost(bytes: bytes)) == nil
        }
        // Ends with the connection.
        Task { await session.run() }
    }
}
