internal import NIOCore

/// Cuts the bytes of a stream into frames. It never holds more than one unfinished frame, and takes no memory for a
/// payload whose length exceeds the cap of its kind and method.
struct FrameSplitter {
    private var held = ByteBuffer()
    private var caps: (FrameHeader) -> UInt32?

    init(caps: @escaping (FrameHeader) -> UInt32?) { self.caps = caps }

    /// Takes effect with the next frame.
    mutating func setCaps(_ caps: @escaping (FrameHeader) -> UInt32?) { self.caps = caps }

    /// Whether a frame has begun and not ended.
    var isInsideFrame: Bool { held.readableBytes > 0 }

    /// Bytes of memory held.
    var capacity: Int { held.capacity }

    /// Adds what was read. Call `next` until it returns `nil` before the next append.
    mutating func append(_ bytes: ByteBuffer) throws(FrameError) {
        guard held.readableBytes > 0 else {
            // The common case: the buffer starts with a frame, and its frames are slices of it.
            held = bytes
            return
        }
        held.writeImmutableBuffer(bytes)
    }

    /// The next complete frame, if there is one.
    mutating func next() throws(FrameError) -> Frame? {
        guard let header = FrameHeader(peeking: held) else {
            keepRest(expecting: FrameHeader.byteCount)
            return nil
        }
        guard let cap = caps(header) else { throw .unexpected(header) }
        guard header.payloadLength <= cap else { throw .tooLarge(header, cap: cap) }
        let length = FrameHeader.byteCount + Int(header.payloadLength)
        guard held.readableBytes >= length else {
            keepRest(expecting: length)
            return nil
        }
        held.moveReaderIndex(forwardBy: FrameHeader.byteCount)
        guard let payload = held.readSlice(length: Int(header.payloadLength)) else {
            preconditionFailure("the bytes were counted")
        }
        if held.readableBytes == 0 { held = ByteBuffer() }
        return Frame(header: header, payload: payload)
    }

    /// Copies an unfinished frame out of the buffer of the reads it came with, into one of the size it will have.
    private mutating func keepRest(expecting length: Int) {
        let rest = held.readableBytes
        guard rest > 0 else {
            held = ByteBuffer()
            return
        }
        guard held.readerIndex > 0 || held.capacity < length else { return }
        var own = ByteBuffer()
        own.reserveCapacity(length)
        own.writeImmutableBuffer(held)
        held = own
    }
}
