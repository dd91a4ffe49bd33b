internal import FoundationEssentials
internal import NIOCore
internal import NIOPosix

/// A connection to `lightning-rpc`. It is closed when nobody refers to it any more.
final class SocketConnection: Sendable {
    private let channel: any Channel
    private let handler: NIOLoopBound<ReplyHandler>

    private init(_ channel: any Channel, _ handler: NIOLoopBound<ReplyHandler>) {
        self.channel = channel
        self.handler = handler
    }

    deinit { channel.close(promise: nil) }

    var isOpen: Bool { channel.isActive }

    static func open(_ path: String, maximumReplyBytes: Int) async throws(CallFailure) -> SocketConnection {
        do {
            return try await ClientBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .connectTimeout(.seconds(5))
                .connect(unixDomainSocketPath: path) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        let handler = ReplyHandler(maximumReplyBytes: maximumReplyBytes)
                        try channel.pipeline.syncOperations.addHandler(handler)
                        return SocketConnection(channel, NIOLoopBound(handler, eventLoop: channel.eventLoop))
                    }
                }
        } catch {
            throw .notSent("\(path): \(error)")
        }
    }

    /// - Parameter id: of this request alone on this connection.
    func reply(to id: String, _ bytes: Data, patience: TimeAmount) async throws(CallFailure) -> Data {
        let (channel, handler, loop) = (channel, handler, channel.eventLoop)
        let promise = loop.makePromise(of: Data.self)
        loop.execute { handler.value.begin(id, bytes, patience: patience, promise: promise, on: channel) }
        do {
            return try await withTaskCancellationHandler {
                try await promise.futureResult.get()
            } onCancel: {
                // After `begin`, for the loop keeps the order.
                loop.execute { handler.value.fail(id, .lost("nobody waits for the answer any more")) }
            }
        } catch let failure as CallFailure {
            throw failure
        } catch {
            throw .lost("\(error)")
        }
    }
}
