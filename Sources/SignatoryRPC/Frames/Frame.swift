internal import NIOCore

struct Frame: Sendable, Equatable {
    let header: FrameHeader
    let payload: ByteBuffer

    /// The bytes of a frame in one buffer, for one write.
    static func bytes(
        _ kind: FrameKind, method: UInt16 = 0, requestID: UInt64 = 0, flags: UInt8 = 0,
        payload: ByteBuffer = ByteBuffer()
    ) -> ByteBuffer {
        let header = FrameHeader(
            kind, method: method, requestID: requestID, flags: flags,
            payloadLength: UInt32(clamping: payload.readableBytes))
        var buffer = ByteBuffer()
        buffer.reserveCapacity(FrameHeader.byteCount + payload.readableBytes)
        header.write(to: &buffer)
        buffer.writeImmutableBuffer(payload)
        return buffer
    }
}
