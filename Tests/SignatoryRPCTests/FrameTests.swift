import NIOCore
import Testing

@testable import SignatoryRPC

@Suite struct FrameTests {
    private static let small: @Sendable (FrameHeader) -> UInt32? = { $0.kind == FrameKind.request.rawValue ? 8 : nil }

    private func frame(_ payload: String, requestID: UInt64) -> ByteBuffer {
        Frame.bytes(.request, method: 2, requestID: requestID) { _ = $0.writeString(payload) }
    }

    @Test func `A frame is 16 bytes of header in network order and then its payload`() throws {
        let frame = Frame.bytes(.event, method: 0x0102, requestID: 0x0304_0506_0708_090a, flags: 1) {
            _ = $0.writeBytes([0xaa, 0xbb])
        }
        #expect(frame == (try ByteBuffer(hex: "00000002 04 01 0102 030405060708090a aabb")))
    }

    @Test func `Bytes that come one by one are the frames they were`() throws {
        var splitter = FrameSplitter(caps: Self.small)
        var stream = frame("first", requestID: 1)
        stream.writeImmutableBuffer(frame("", requestID: 2))
        stream.writeImmutableBuffer(frame("12345678", requestID: 3))
        var frames: [Frame] = []
        while let byte = stream.readSlice(length: 1) {
            try splitter.append(byte)
            while let next = try splitter.next() { frames.append(next) }
        }
        #expect(frames.map(\.header.requestID) == [1, 2, 3])
        #expect(frames.map { String(buffer: $0.payload) } == ["first", "", "12345678"])
        #expect(!splitter.isInsideFrame)
    }

    @Test func `Two frames and the begin of a third in one read are told apart`() throws {
        var splitter = FrameSplitter(caps: Self.small)
        var stream = frame("one", requestID: 1)
        stream.writeImmutableBuffer(frame("two", requestID: 2))
        var third = frame("three", requestID: 3)
        stream.writeImmutableBuffer(third.readSlice(length: 18) ?? ByteBuffer())
        try splitter.append(stream)
        #expect(try splitter.next()?.header.requestID == 1)
        #expect(try splitter.next()?.header.requestID == 2)
        #expect(try splitter.next() == nil)
        #expect(splitter.isInsideFrame)
        try splitter.append(third)
        #expect(try splitter.next().map { String(buffer: $0.payload) } == "three")
    }

    @Test(arguments: [UInt32(9), 1 << 20, .max])
    func `A length above the cap is refused by its header alone and takes no memory`(length: UInt32) throws {
        var header = ByteBuffer()
        FrameHeader(.request, method: 2, requestID: 1, payloadLength: length).write(to: &header)
        var splitter = FrameSplitter(caps: Self.small)
        try splitter.append(header)
        #expect(throws: FrameError.self) { try splitter.next() }
        #expect(splitter.capacity <= 1_024)
    }

    @Test func `A length at the cap is a frame`() throws {
        var splitter = FrameSplitter(caps: Self.small)
        try splitter.append(frame("12345678", requestID: 1))
        #expect(try splitter.next()?.payload.readableBytes == 8)
    }

    @Test func `A kind that this end never receives is refused`() throws {
        var splitter = FrameSplitter(caps: Self.small)
        try splitter.append(Frame.bytes(.response, requestID: 1))
        #expect(throws: FrameError.unexpected(FrameHeader(.response, requestID: 1))) { try splitter.next() }
    }

    @Test func `Before the hello a server takes a hello of at most 512 bytes and nothing else`() {
        for kind in UInt8.min...UInt8.max {
            var header = FrameHeader(.hello)
            header.kind = kind
            #expect(FrameCaps.beforeHello(header) == (kind == FrameKind.hello.rawValue ? 512 : nil))
        }
    }

    @Test func `A failed payload leaves nothing behind`() {
        struct Failure: Error {}
        var buffer = ByteBuffer(string: "before")
        #expect(throws: Failure.self) {
            try Frame.append(.response, to: &buffer) { (buffer) throws(Failure) in
                buffer.writeString("half")
                throw Failure()
            }
        }
        #expect(String(buffer: buffer) == "before")
    }
}
