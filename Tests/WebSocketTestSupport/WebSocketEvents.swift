internal import NIOCore
internal import NIOWebSocket
internal import Synchronization

/// What came over a WebSocket.
final class WebSocketEvents: Sendable {
    private struct State {
        var texts: [String] = []
        var taken = 0
        var pings = 0
        var pongs: [[UInt8]] = []
        var code: Int?
        var isOver = false
    }

    private let state = Mutex(State())

    func note(_ frame: WebSocketFrame) {
        var data = frame.unmaskedData
        state.withLock { state in
            switch frame.opcode {
            case .text: state.texts.append(String(buffer: data))
            case .ping: state.pings += 1
            case .pong: state.pongs.append(Array(data.readableBytesView))
            case .connectionClose:
                state.code = data.readWebSocketErrorCode().map { Int(UInt16(webSocketErrorCode: $0)) }
            default: break
            }
        }
    }

    func noteEnd() { state.withLock { $0.isOver = true } }

    func takeText() -> String? {
        state.withLock { state in
            guard state.taken < state.texts.count else { return nil }
            defer { state.taken += 1 }
            return state.texts[state.taken]
        }
    }

    var texts: Int { state.withLock { $0.texts.count - $0.taken } }
    var pings: Int { state.withLock { $0.pings } }
    var pongs: [[UInt8]] { state.withLock { $0.pongs } }
    var code: Int? { state.withLock { $0.code } }
    var isOver: Bool { state.withLock { $0.isOver } }
}

/// Notes everything, answers pings, and ends when it is told to.
final class WebSocketCollector: ChannelInboundHandler {
    typealias InboundIn = WebSocketFrame
    typealias OutboundOut = WebSocketFrame

    private let events: WebSocketEvents

    init(_ events: WebSocketEvents) { self.events = events }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let frame = unwrapInboundIn(data)
        events.note(frame)
        switch frame.opcode {
        case .ping: answer(.pong, frame, context)
        case .connectionClose: answer(.connectionClose, frame, context)
        default: break
        }
    }

    private func answer(_ opcode: WebSocketOpcode, _ frame: WebSocketFrame, _ context: ChannelHandlerContext) {
        let answer = WebSocketFrame(fin: true, opcode: opcode, maskKey: .random(), data: frame.unmaskedData)
        context.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) { events.noteEnd() }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
