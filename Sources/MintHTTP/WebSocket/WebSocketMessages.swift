internal import NIOCore
internal import NIOWebSocket

/// Makes messages of frames, by the rules of RFC 6455 for a server that has agreed to no extension.
struct WebSocketMessages {
    enum Action: Equatable {
        case nothing
        case message([UInt8])
        case pong(ByteBuffer)
        /// The other side ends the connection, and gets its code back.
        case close(ByteBuffer)
        /// It breaks the rules.
        case fail(WebSocketErrorCode)
    }

    private let maximumBytes: Int
    /// The fragments so far, of a message that is not complete.
    private var fragments: [UInt8]?

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func receive(_ frame: WebSocketFrame) -> Action {
        // §5.1: a client masks every frame. §5.2: the reserved bits are zero.
        guard frame.maskKey != nil, !frame.rsv1, !frame.rsv2, !frame.rsv3 else { return .fail(.protocolError) }
        switch frame.opcode {
        case .text:
            guard fragments == nil else { return .fail(.protocolError) }
            fragments = []
            return append(frame)
        case .continuation:
            guard fragments != nil else { return .fail(.protocolError) }
            return append(frame)
        case .binary: return .fail(.unacceptableData)
        case .ping: return .pong(frame.unmaskedData)
        case .pong: return .nothing
        case .connectionClose: return goodbye(frame.unmaskedData)
        default: return .fail(.protocolError)
        }
    }

    /// §5.5.1: nothing, or two bytes and a text.
    private func goodbye(_ data: ByteBuffer) -> Action {
        if data.readableBytes == 1 { return .fail(.protocolError) }
        return .close(data.getSlice(at: data.readerIndex, length: min(2, data.readableBytes)) ?? ByteBuffer())
    }

    private mutating func append(_ frame: WebSocketFrame) -> Action {
        let data = frame.unmaskedData.readableBytesView
        guard data.count <= maximumBytes - (fragments?.count ?? 0) else { return .fail(.messageTooLarge) }
        fragments?.append(contentsOf: data)
        guard frame.fin, let message = fragments.take() else { return .nothing }
        // §8.1
        guard (try? UTF8Span(validating: message.span)) != nil else { return .fail(.dataInconsistentWithMessage) }
        return .message(message)
    }
}
