internal import NIOCore

/// Moves frames between a channel and a peer, and keeps the other end to the protocol's times: a begun frame is
/// completed, what is written is read, silence is broken by a PING or ends the connection.
final class FramedConnection<Peer: FramedPeer>: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let peer: Peer
    private let mailbox: Mailbox<Peer.Message>
    private let timing: Timing
    /// A server stops reading while its answers are not read. A client always reads, or both could wait for ever.
    private let readsOnlyWhenWritable: Bool
    private var splitter: FrameSplitter
    /// Messages that are being delivered. One of them may end the connection, and those behind it are undelivered then.
    private var arriving: ArraySlice<Peer.Message> = []
    private var context: ChannelHandlerContext?
    /// Entered calls of the peer: what they write is flushed when the outermost returns.
    private var depth = 0
    private var hasUnflushedWrites = false
    private var isInputClosed = false
    /// Set once no more input is wanted.
    private var closeReason: String?
    private var isFinished = false
    private var lastHeard = NIODeadline.now()
    private var frameTimer: Scheduled<Void>?
    private var slowReaderTimer: Scheduled<Void>?
    private var keepAliveTimer: Scheduled<Void>?

    init(
        _ peer: Peer, mailbox: Mailbox<Peer.Message>, timing: Timing, readsOnlyWhenWritable: Bool,
        caps: @escaping (FrameHeader) -> UInt32?
    ) {
        self.peer = peer
        self.mailbox = mailbox
        self.timing = timing
        self.readsOnlyWhenWritable = readsOnlyWhenWritable
        splitter = FrameSplitter(caps: caps)
    }

    // MARK: The channel's events

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        finish()
        self.context = nil
    }

    func channelActive(context: ChannelHandlerContext) {
        let loop = context.eventLoop
        let bound = NIOLoopBound(self, eventLoop: loop)
        mailbox.open { loop.execute { bound.value.deliver() } }
        enter { peer.opened(self) }
        context.fireChannelActive()
    }

    func channelInactive(context: ChannelHandlerContext) {
        finish()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard closeReason == nil else { return }
        lastHeard = .now()
        depth += 1
        let completed = takeFrames(of: unwrapInboundIn(data))
        depth -= 1
        watchFrame(completed: completed)
    }

    func channelReadComplete(context: ChannelHandlerContext) {
        if !isFinished { enter { peer.tookAll() } }
        context.fireChannelReadComplete()
    }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let isWritable = context.channel.isWritable
        // The time of a closing connection runs on, however much of the rest is read.
        if closeReason == nil {
            slowReaderTimer?.cancel()
            slowReaderTimer = isWritable ? nil : timer(timing.slowReader) { $0.close("what was written is not read") }
        }
        if readsOnlyWhenWritable { setReading(isWritable) }
        if isWritable, !isFinished { enter { peer.becameWritable() } }
        context.fireChannelWritabilityChanged()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case ChannelEvent.inputClosed? = event as? ChannelEvent, !isInputClosed {
            isInputClosed = true
            frameTimer?.cancel()
            keepAliveTimer?.cancel()
            if closeReason == nil { enter { peer.inputClosed() } }
        }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        close("\(error)")
    }

    // MARK: Frames

    /// Whether any frame was complete.
    private func takeFrames(of bytes: ByteBuffer) -> Bool {
        var completed = false
        do throws(FrameError) {
            try splitter.append(bytes)
            while closeReason == nil, let frame = try splitter.next() {
                completed = true
                switch FrameKind(rawValue: frame.header.kind) {
                // Who sends PINGs and reads no answers gets none, or they would fill the memory.
                case .ping: if isWritable { write(Frame.bytes(.pong)) }
                case .pong: break
                default: peer.received(frame)
                }
            }
        } catch {
            peer.received(error)
            closeAfterWriting("\(error)")
        }
        return completed
    }

    private func watchFrame(completed: Bool) {
        if completed || closeReason != nil {
            frameTimer?.cancel()
            frameTimer = nil
        }
        guard frameTimer == nil, closeReason == nil, splitter.isInsideFrame else { return }
        frameTimer = timer(timing.frame) { $0.close("a frame was begun and not completed") }
    }

    private func setReading(_ isReading: Bool) {
        // While this end does not read, the other cannot complete its frame.
        frameTimer?.cancel()
        frameTimer = nil
        if isReading { watchFrame(completed: false) }
        do {
            try context?.channel.syncOptions?.setOption(.autoRead, value: isReading)
        } catch {
            close("\(error)")
        }
    }

    private func deliver() {
        enter {
            arriving = mailbox.takeAll()[...]
            while let message = arriving.popFirst() { peer.delivered(message) }
            if !isFinished { peer.tookAll() }
        }
    }

    // MARK: Time

    private func timer(_ delay: TimeAmount, _ body: @escaping (FramedConnection) -> Void) -> Scheduled<Void>? {
        context?.eventLoop.assumeIsolated().scheduleTask(in: delay) { [weak self] in
            if let self { body(self) }
        }
    }

    private func breakSilence() {
        guard closeReason == nil, !isInputClosed else { return }
        let silence = NIODeadline.now() - lastHeard
        guard silence >= timing.idle else {
            keepAliveTimer = timer(timing.idle - silence) { $0.breakSilence() }
            return
        }
        // The other end gets its whole time from the PING on: this end may itself have stood still.
        let asked = lastHeard
        write(Frame.bytes(.ping))
        keepAliveTimer = timer(timing.dead - timing.idle) { connection in
            guard connection.lastHeard > asked else { return connection.close("a PING was not answered") }
            connection.breakSilence()
        }
    }

    // MARK: Ends

    private func enter(_ body: () -> Void) {
        depth += 1
        body()
        depth -= 1
        if depth == 0 { flush() }
    }

    private func flush() {
        guard hasUnflushedWrites else { return }
        hasUnflushedWrites = false
        context?.flush()
    }

    private func finish() {
        guard !isFinished else { return }
        isFinished = true
        for timer in [frameTimer, slowReaderTimer, keepAliveTimer] { timer?.cancel() }
        let undelivered = arriving + mailbox.close()
        arriving = []
        peer.closed(closeReason ?? "the other end closed the connection", undelivered: Array(undelivered))
    }
}

extension FramedConnection: FramedLink {
    var eventLoop: NIOIsolatedEventLoop {
        guard let context else { preconditionFailure("a peer uses its link between opened and closed") }
        return context.eventLoop.assumeIsolated()
    }

    var isWritable: Bool { context?.channel.isWritable ?? false }

    func write(_ frames: ByteBuffer) {
        guard !isFinished else { return }
        context?.write(wrapOutboundOut(frames), promise: nil)
        hasUnflushedWrites = true
        if depth == 0 { flush() }
    }

    func closeAfterWriting(_ reason: String) {
        guard closeReason == nil, let context else { return }
        closeReason = reason
        slowReaderTimer?.cancel()
        slowReaderTimer = timer(timing.slowReader) { $0.context?.close(promise: nil) }
        hasUnflushedWrites = false
        // An empty write is done when everything before it is.
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { [weak self] _ in
            self?.context?.close(promise: nil)
        }
    }

    func close(_ reason: String) {
        if closeReason == nil { closeReason = reason }
        context?.close(promise: nil)
    }

    func setCaps(_ caps: @escaping (FrameHeader) -> UInt32?) { splitter.setCaps(caps) }

    func startKeepAlive() {
        lastHeard = .now()
        keepAliveTimer = timer(timing.idle) { $0.breakSilence() }
    }
}
