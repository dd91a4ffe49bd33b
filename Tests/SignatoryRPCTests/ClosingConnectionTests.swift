import CProcess
import Glibc
import NIOCore
import NIOPosix
import TestSupport
import Testing

@testable import SignatoryRPC

/// Writes more than anything between two processes holds, and closes.
private final class LeavingPeer: FramedPeer {
    enum Message: Sendable {}

    private let readsAgain: Latch
    private let isClosed: Latch

    init(readsAgain: Latch, isClosed: Latch) {
        self.readsAgain = readsAgain
        self.isClosed = isClosed
    }

    func opened(_ link: any FramedLink) {
        link.write(ByteBuffer(repeating: 0, count: 8 << 20))
        link.closeAfterWriting("the test wants it")
    }

    func received(_ frame: Frame) {}
    func received(_ fault: FrameError) {}
    func delivered(_ message: Message) {}
    func tookAll() {}
    func inputClosed() {}
    func becameWritable() { readsAgain.step() }
    func closed(_ reason: String, undelivered: [Message]) { isClosed.step() }
}

@Suite(.timeLimit(.minutes(1))) struct ClosingConnectionTests {
    @Test func `Who reads a part of the last answers does not keep the connection`() async throws {
        let directory = try TemporaryDirectory()
        let (readsAgain, isClosed) = (Latch(), Latch())
        var timing = Timing()
        timing.slowReader = .seconds(2)
        let listener = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .childChannelOption(.writeBufferWaterMark, value: .init(low: 7_900_000, high: 8_000_000))
            .childChannelInitializer { [timing] channel in
                channel.eventLoop.makeCompletedFuture {
                    let peer = LeavingPeer(readsAgain: readsAgain, isClosed: isClosed)
                    try channel.pipeline.syncOperations.addHandler(
                        FramedConnection(
                            peer, mailbox: Mailbox(), timing: timing, readsOnlyWhenWritable: true,
                            caps: FrameCaps.beforeHello))
                }
            }
            .bind(unixDomainSocketPath: directory.path(of: "test.sock")).get()
        let descriptor = unsafe mint_unix_connect(directory.path(of: "test.sock"))
        #expect(descriptor >= 0)
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 65_536)
        while readsAgain.steps == 0, isClosed.steps == 0 {
            if unsafe read(descriptor, &bytes, bytes.count) <= 0 { await Task.yield() }
        }
        // Most of it is never read.
        await isClosed.wait()
        try await listener.close()
    }
}
