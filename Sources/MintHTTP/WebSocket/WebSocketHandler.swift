internal import Logging
internal import NIOCore
internal import NIOWebSocket

/// One WebSocket on its event loop: frames to messages and back, pings, and its end. What the messages say is the
/// business of a session.
final class WebSocketHandler: ChannelDuplexHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundIn = Never
    typealias OutboundOut = WebSocketFrame

    /// How long the other side may take to say goodbye.
    private static let closingPatience = TimeAmount.seconds(2)

    private let inbox: WebSocketInbox
    private let loop: any EventLoop
    private let logger: Logger
    private let slowReaderPatience: TimeAmount
    private var messages: WebSocketMessages
    private var liveness: Liveness
    /// `nil` once the connection is over.
    private var context: ChannelHandlerContext?
    private var isClosing = false
    private var wantsRead = false
    /// Completed when the session may send on, or never will.
    private var writable: EventLoopPromise<Bool>?
    private var slowReader: Scheduled<Void>?
    private var looking: Scheduled<Void>?

    init(_ inbox: WebSocketInbox, on loop: any EventLoop, settings: HTTPSettings, logger: Logger) {
        self.inbox = inbox
        self.loop = loop
        self.logger = logger
        slowReaderPatience = .seconds(settings.subscriptions.slowReaderSeconds)
        messages = WebSocketMessages(maximumBytes: settings.subscriptions.maximumMessageBytes)
        liveness = Liveness(patience: .seconds(settings.idleSeconds), now: .now())
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        scheduleLook()
    }

    func handlerRemoved(context: ChannelHandlerContext) { end() }

    func channelInactive(context: ChannelHandlerContext) {
        end()
        context.fireChannelInactive()
    }

    // MARK: What comes

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        liveness.hear(at: .now())
        // What follows a violation is not looked at; only the answer to a goodbye is waited for.
        switch messages.receive(unwrapInboundIn(data)) {
        case .nothing: break
        case .message(let message): if !isClosing { inbox.put(message) }
        case .pong(let data): if !isClosing { write(.pong, data, context) }
        case .close(let code):
            if isClosing { context.close(promise: nil) } else { answerGoodbye(code, context) }
        case .fail(let code): close(code, context)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        context.flush()
        context.fireChannelReadComplete()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard let error = error as? NIOWebSocketError else { return context.close(promise: nil) }
        switch error {
        case .invalidFrameLength: close(.messageTooLarge, context)
        case .fragmentedControlFrame, .multiByteControlFrameLength: close(.protocolError, context)
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        switch event {
        case is ChannelShouldQuiesceEvent: close(.goingAway, context)
        // Nobody is left to read what would be sent. Also how the server ends connections that outlive its patience.
        case ChannelEvent.inputClosed: context.close(promise: nil)
        default: context.fireUserInboundEventTriggered(event)
        }
    }

    /// Nothing is read while a message waits for the session, or what was sent waits for the other side.
    func read(context: ChannelHandlerContext) {
        guard inbox.isEmpty, context.channel.isWritable else { return wantsRead = true }
        wantsRead = false
        context.read()
    }

    /// After the session took a message.
    func readOn() {
        guard let context, wantsRead else { return }
        read(context: context)
    }

    // MARK: What goes

    /// Nobody but the session sends.
    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        promise?.fail(ChannelError.operationUnsupported)
    }

    func send(_ texts: [[UInt8]]) {
        guard let context, !isClosing else { return }
        for text in texts { write(.text, ByteBuffer(bytes: text), context) }
        context.flush()
    }

    /// `false` once the connection ends.
    func isWritable() -> EventLoopFuture<Bool> {
        guard let context, !isClosing else { return loop.makeSucceededFuture(false) }
        if context.channel.isWritable { return loop.makeSucceededFuture(true) }
        let promise = writable ?? loop.makePromise()
        writable = promise
        return promise.futureResult
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        slowReader?.cancel()
        slowReader = nil
        if context.channel.isWritable {
            writable?.succeed(true)
            writable = nil
            readOn()
        } else {
            slowReader = loop.assumeIsolated().scheduleTask(in: slowReaderPatience) { self.drop("it does not read") }
        }
        context.fireChannelWritabilityChanged()
    }

    private func write(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        context.write(wrapOutboundOut(WebSocketFrame(fin: true, opcode: opcode, data: data)), promise: nil)
    }

    // MARK: How it ends

    func setIdle(_ isIdle: Bool) { liveness.setIdle(isIdle, at: .now()) }

    private func scheduleLook() {
        looking = loop.assumeIsolated().scheduleTask(in: liveness.interval) { self.look() }
    }

    private func look() {
        guard let context else { return }
        // Whoever is not listened to cannot be heard.
        if wantsRead { liveness.hear(at: .now()) }
        switch liveness.look(at: .now()) {
        case .nothing: break
        case .ping:
            write(.ping, ByteBuffer(), context)
            context.flush()
        case .close: close(.normalClosure, context)
        case .drop: return drop("it does not answer")
        }
        scheduleLook()
    }

    /// Says goodbye, and waits a moment for the answer.
    private func close(_ code: WebSocketErrorCode, _ context: ChannelHandlerContext) {
        guard !isClosing else { return }
        endSession()
        var data = ByteBuffer()
        data.write(webSocketErrorCode: code)
        write(.connectionClose, data, context)
        context.flush()
        looking?.cancel()
        looking = loop.assumeIsolated().scheduleTask(in: Self.closingPatience) { self.context?.close(promise: nil) }
    }

    private func answerGoodbye(_ data: ByteBuffer, _ context: ChannelHandlerContext) {
        endSession()
        write(.connectionClose, data, context)
        context.flush()
        context.close(promise: nil)
    }

    private func drop(_ reason: String) {
        logger.debug("a WebSocket was dropped", metadata: ["reason": "\(reason)"])
        context?.close(promise: nil)
    }

    private func endSession() {
        isClosing = true
        inbox.end()
        writable?.succeed(false)
        writable = nil
    }

    private func end() {
        endSession()
        context = nil
        slowReader?.cancel()
        looking?.cancel()
    }
}
