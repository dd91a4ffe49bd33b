internal import FoundationEssentials
internal import NIOCore
internal import NIOWebSocket

/// Answers pings, and ends with the first news. The connection is closed whatever comes.
final class QuoteWatchHandler: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private static let subscription = "quote"
    /// Whoever wants to wait longer asks again.
    private static let longest = Duration.seconds(86_400)

    private struct Request: Encodable {
        struct Parameters: Encodable {
            let kind = "bolt11_mint_quote"
            let subId = QuoteWatchHandler.subscription
            let filters: [String]
        }

        let jsonrpc = "2.0"
        let id = 1
        let method = "subscribe"
        let params: Parameters
    }

    /// What a mint says: the answer to the request, or news.
    private struct Message: Decodable {
        struct Failure: Decodable { let message: String? }
        struct Parameters: Decodable {
            let subId: String
            let payload: MintQuoteAnswer
        }

        let error: Failure?
        let params: Parameters?
    }

    private let quote: String
    private let promise: EventLoopPromise<Bool>
    private let patience: Duration
    private var isOver = false

    init(_ quote: String, _ promise: EventLoopPromise<Bool>, _ patience: Duration) {
        self.quote = quote
        self.promise = promise
        self.patience = min(patience, Self.longest)
    }

    static func request(for quote: String) -> WebSocketFrame {
        do {
            let request = try JSONEncoder().encode(Request(params: .init(filters: [quote])))
            return WebSocketFrame(fin: true, opcode: .text, maskKey: .random(), data: ByteBuffer(bytes: request))
        } catch {
            preconditionFailure("texts are JSON: \(error)")
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let end = context.loopBound
        context.eventLoop.assumeIsolated().scheduleTask(in: TimeAmount(patience)) {
            self.end(.success(false), end.value)
        }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        switch frame.opcode {
        case .text: read(frame.unmaskedData, context)
        case .ping: send(.pong, frame.unmaskedData, context)
        case .connectionClose: end(.failure(.answerLost("the mint closed the connection")), context)
        default: break
        }
    }

    func channelInactive(context: ChannelHandlerContext) {
        end(.failure(.answerLost("the connection ended")), context)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        end(.failure(.unintelligible("\(error)")), context)
    }

    private func read(_ text: ByteBuffer, _ context: ChannelHandlerContext) {
        guard let message = try? JSONDecoder().decode(Message.self, from: Data(text.readableBytesView)) else {
            return end(.failure(.unintelligible("not a message of NUT-17")), context)
        }
        if let failure = message.error {
            let reason = MintRefusal.printable(failure.message ?? "no reason")
            return end(.failure(.unintelligible("no subscription: \(reason)")), context)
        }
        guard let news = message.params, news.subId == Self.subscription else { return }
        guard news.payload.id.utf8.elementsEqual(quote.utf8) else {
            return end(.failure(.unintelligible("news of another quote")), context)
        }
        if news.payload.state != .unpaid { end(.success(true), context) }
    }

    private func end(_ result: Result<Bool, MintClientError>, _ context: ChannelHandlerContext) {
        guard !isOver else { return }
        isOver = true
        promise.completeWith(result.mapError { $0 })
        context.close(promise: nil)
    }

    private func send(_ opcode: WebSocketOpcode, _ data: ByteBuffer, _ context: ChannelHandlerContext) {
        let frame = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: data)
        context.writeAndFlush(wrapOutboundOut(frame), promise: nil)
    }
}
