internal import FoundationEssentials
internal import NIOCore

/// The end of a socket on its event loop: requests wait here for their replies.
final class ReplyHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer

    private struct Waiting {
        let promise: EventLoopPromise<Data>
        let timeout: Scheduled<Void>
    }

    private var buffer: ReplyBuffer
    private var waiting: [String: Waiting] = [:]
    private var end: CallFailure?

    init(maximumReplyBytes: Int) { buffer = ReplyBuffer(maximumBytes: maximumReplyBytes) }

    /// Writes a request. `promise` gets the reply, or why there is none.
    func begin(
        _ id: String, _ bytes: Data, patience: TimeAmount, promise: EventLoopPromise<Data>, on channel: any Channel
    ) {
        guard end == nil, channel.isActive else {
            promise.fail(CallFailure.notSent("the connection has ended"))
            return
        }
        let loop = channel.eventLoop
        let timeout = loop.assumeIsolated().scheduleTask(in: patience) { [weak self] () -> Void in
            self?.fail(id, .lost("no answer in time"))
        }
        waiting[id] = Waiting(promise: promise, timeout: timeout)
        channel.writeAndFlush(ByteBuffer(bytes: bytes)).assumeIsolated().whenFailure { [weak self] error in
            self?.fail(id, .cut("the request could not be written: \(error)"))
        }
    }

    func fail(_ id: String, _ failure: CallFailure) {
        guard let call = waiting.removeValue(forKey: id) else { return }
        call.timeout.cancel()
        call.promise.fail(failure)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var bytes = unwrapInboundIn(data)
        buffer.append(&bytes)
        do throws(ReplyBuffer.Fault) {
            while let reply = try buffer.next() { deliver(reply) }
        } catch {
            end(because: .lost(Self.text(error)))
            context.close(promise: nil)
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(because: .cut("the connection ended before the answer"))
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(because: .cut("the connection failed: \(error)"))
        context.close(promise: nil)
    }

    /// Notifications, and replies to those who gave up waiting, are nobody's.
    private func deliver(_ reply: ReplyBuffer.Reply) {
        guard let id = reply.id, let call = waiting.removeValue(forKey: id) else { return }
        call.timeout.cancel()
        call.promise.succeed(reply.json)
    }

    private func end(because failure: CallFailure) {
        if end == nil { end = failure }
        for id in Array(waiting.keys) { fail(id, failure) }
    }

    private static func text(_ fault: ReplyBuffer.Fault) -> String {
        switch fault {
        case .tooLarge(let maximum): "an answer of more than \(maximum) bytes"
        case .notJSON: "an answer that is no JSON"
        }
    }
}
