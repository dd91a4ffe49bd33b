internal import NIOCore

/// The 16 bytes before every payload, in network order: length of the payload (4), kind (1), flags (1), method (2),
/// request id (8).
struct FrameHeader: Sendable, Equatable {
    static let byteCount = 16
    static let requestIDOffset = 8
    /// The stream of events ends with this frame.
    static let endOfStream: UInt8 = 1

    var payloadLength: UInt32
    /// As received: it may be no `FrameKind`.
    var kind: UInt8
    var flags: UInt8
    /// As received: it may be no `Method`.
    var method: UInt16
    /// Chosen by the client, strictly increasing on a connection; 0 in frames that belong to no request.
    var requestID: UInt64

    init(
        _ kind: FrameKind, method: UInt16 = 0, requestID: UInt64 = 0, flags: UInt8 = 0, payloadLength: UInt32 = 0
    ) {
        self.payloadLength = payloadLength
        self.kind = kind.rawValue
        self.flags = flags
        self.method = method
        self.requestID = requestID
    }

    /// `nil` while fewer than 16 bytes are there; moves no index.
    init?(peeking buffer: ByteBuffer) {
        let start = buffer.readerIndex
        guard let length = buffer.getInteger(at: start, as: UInt32.self),
            let kind = buffer.getInteger(at: start + 4, as: UInt8.self),
            let flags = buffer.getInteger(at: start + 5, as: UInt8.self),
            let method = buffer.getInteger(at: start + 6, as: UInt16.self),
            let requestID = buffer.getInteger(at: start + 8, as: UInt64.self)
        else { return nil }
        payloadLength = length
        self.kind = kind
        self.flags = flags
        self.method = method
        self.requestID = requestID
    }

    func write(to buffer: inout ByteBuffer) {
        buffer.writeInteger(payloadLength)
        buffer.writeInteger(kind)
        buffer.writeInteger(flags)
        buffer.writeInteger(method)
        buffer.writeInteger(requestID)
    }
}
