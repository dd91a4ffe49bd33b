internal import NIOCore

struct Frame: Sendable, Equatable {
    let header: FrameHeader
    let payload: ByteBuffer

    /// The bytes of a frame in one buffer, for one write: `write` appends the payload behind the header's place.
    static func bytes(
        _ kind: FrameKind, method: UInt16 = 0, requestID: UInt64 = 0, flags: UInt8 = 0,
        write: (inout ByteBuffer) -> Void = { _ in }
    ) -> ByteBuffer {
        var buffer = ByteBuffer()
        append(kind, method: method, requestID: requestID, flags: flags, to: &buffer, write: write)
        return buffer
    }

    /// As `bytes`, behind what the buffer holds already.
    static func append<E: Error>(
        _ kind: FrameKind, method: UInt16 = 0, requestID: UInt64 = 0, flags: UInt8 = 0, to buffer: inout ByteBuffer,
        write: (inout ByteBuffer) throws(E) -> Void
    ) throws(E) {
        let start = buffer.writerIndex
        var header = FrameHeader(kind, method: method, requestID: requestID, flags: flags)
        header.write(to: &buffer)
        do throws(E) {
            try write(&buffer)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
        header.payloadLength = UInt32(clamping: buffer.writerIndex - start - FrameHeader.byteCount)
        buffer.setInteger(header.payloadLength, at: start)
    }
}
