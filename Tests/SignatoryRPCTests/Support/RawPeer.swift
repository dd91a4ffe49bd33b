import CashuCrypto
import NIOCore
import NIOPosix
import Synchronization

@testable import SignatoryRPC

/// One end of a Unix socket that sends any bytes, well formed or not.
final class RawPeer: Sendable {
    private final class Collector: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        let received: AsyncStream<ByteBuffer>.Continuation

        init(_ received: AsyncStream<ByteBuffer>.Continuation) { self.received = received }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { received.yield(unwrapInboundIn(data)) }
        func channelInactive(context: ChannelHandlerContext) { received.finish() }
        func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
    }

    private let channel: any Channel
    private let received: AsyncStream<ByteBuffer>
    private let splitter = Mutex(FrameSplitter(caps: { _ in .max }))

    private init(_ channel: any Channel, _ received: AsyncStream<ByteBuffer>) {
        self.channel = channel
        self.received = received
    }

    deinit { channel.close(promise: nil) }

    static func connect(to path: String, reads: Bool = true) async throws -> RawPeer {
        let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
        let channel = try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .channelOption(.autoRead, value: reads)
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                }
            }
            .connect(unixDomainSocketPath: path).get()
        return RawPeer(channel, stream)
    }

    /// Connections to a socket of ours.
    static func listen(on path: String) async throws -> (listener: any Channel, peers: AsyncStream<RawPeer>) {
        let (peers, admitted) = AsyncStream.makeStream(of: RawPeer.self)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let (stream, continuation) = AsyncStream.makeStream(of: ByteBuffer.self)
                    try channel.pipeline.syncOperations.addHandler(Collector(continuation))
                    admitted.yield(RawPeer(channel, stream))
                }
            }
            .bind(unixDomainSocketPath: path).get()
        return (listener, peers)
    }

    func send(_ bytes: ByteBuffer) async throws { try await channel.writeAndFlush(bytes) }

    func send(
        _ kind: FrameKind, method: UInt16 = 0, requestID: UInt64 = 0, flags: UInt8 = 0,
        payload: ByteBuffer = ByteBuffer()
    ) async throws {
        try await send(
            Frame.bytes(kind, method: method, requestID: requestID, flags: flags) {
                _ = $0.writeImmutableBuffer(payload)
            })
    }

    /// A request without a deadline of its own.
    func request(_ method: UInt16, requestID: UInt64, payload: ByteBuffer = ByteBuffer()) async throws {
        try await send(.request, method: method, requestID: requestID, payload: Self.body(payload))
    }

    static func body(_ payload: ByteBuffer, deadline: UInt32 = 0) -> ByteBuffer {
        var body = ByteBuffer()
        body.writeInteger(deadline)
        body.writeImmutableBuffer(payload)
        return body
    }

    /// `nil` when the other end has closed.
    func next() async throws -> Frame? {
        while true {
            if let frame = try splitter.withLock({ try $0.next() }) { return frame }
            var iterator = received.makeAsyncIterator()
            guard let bytes = await iterator.next() else { return nil }
            try splitter.withLock { try $0.append(bytes) }
        }
    }

    func closeOutput() async throws { try await channel.close(mode: .output) }
    func close() { channel.close(promise: nil) }

    func setReading(_ reads: Bool) async throws { try await channel.setOption(.autoRead, value: reads).get() }

    static func hello(
        role: UInt32 = 1, versions: ClosedRange<UInt32> = 1...1, features: UInt8 = 0,
        nonce: FixedBytes<32> = FixedBytes()
    ) -> ByteBuffer {
        var payload = ByteBuffer(bytes: [0x0a, 4])
        payload.writeString("CSIG")
        payload.writeBytes([0x10, UInt8(versions.lowerBound), 0x18, UInt8(versions.upperBound), 0x20, UInt8(role)])
        if features != 0 { payload.writeBytes([0x28, features]) }
        payload.writeBytes([0x32, 32])
        payload.writeBytes(nonce.bytes)
        return payload
    }

    /// Connected, with the handshake done.
    static func greeted(_ path: String, role: UInt32 = 1, features: UInt8 = 0) async throws -> RawPeer {
        let peer = try await connect(to: path)
        try await peer.send(.hello, payload: hello(role: role, features: features))
        guard let answer = try await peer.next(), FrameKind(rawValue: answer.header.kind) == .helloAck else {
            throw NotGreeted()
        }
        return peer
    }

    struct NotGreeted: Error {}
}

extension Frame {
    var frameKind: FrameKind? { FrameKind(rawValue: header.kind) }
}
