internal import CProcess
internal import CashuCrypto
internal import LocalSockets
internal import Logging
internal import NIOCore
internal import NIOPosix
internal import SignatoryAPI

/// A connection to a signatory whose handshake is done. It is closed when nobody refers to it any more.
final class ClientConnection: Sendable {
    /// Where to, and as whom.
    struct Target: Sendable {
        let socketPath: String
        let role: Role
        let pinnedIdentity: PublicKey?
        /// What the server must show that it has, too.
        var sharedKey: PreSharedKey?
        /// Name and release of this program.
        let release: String
        var timing = Timing()
    }

    /// What the signatory said of itself.
    let hello: HelloAnswer
    private let mailbox: Mailbox<ClientPeer.Message>

    private init(hello: HelloAnswer, mailbox: Mailbox<ClientPeer.Message>) {
        self.hello = hello
        self.mailbox = mailbox
    }

    deinit { close() }

    /// - Parameter loop: on which it is read and written.
    /// - Throws: `unavailable` when nobody answers; else why the signatory refused, or was refused.
    static func open(
        _ target: Target, on loop: any EventLoop = MultiThreadedEventLoopGroup.singleton.next(), logger: Logger
    ) async throws(SignatoryError) -> ClientConnection {
        let descriptor = unsafe mint_unix_connect(target.socketPath)
        guard descriptor >= 0 else {
            throw ClientPeer.unavailable("\(target.socketPath): \(Errno.text(descriptor))")
        }
        let handshake = ClientHandshake(
            role: target.role, client: target.release, pinnedIdentity: target.pinnedIdentity,
            sharedKey: target.sharedKey)
        let greeted = OneShot<Result<HelloAnswer, SignatoryError>>()
        let mailbox = Mailbox<ClientPeer.Message>()
        let bootstrap = ClientBootstrap(group: loop).channelInitializer { channel in
            channel.eventLoop.makeCompletedFuture {
                let peer = ClientPeer(handshake, greeted: greeted, timing: target.timing, logger: logger)
                let connection = FramedConnection(
                    peer, mailbox: mailbox, timing: target.timing, readsOnlyWhenWritable: false,
                    caps: FrameCaps.beforeHelloAck)
                try channel.pipeline.syncOperations.addHandler(connection)
            }
        }
        do {
            _ = try await bootstrap.withConnectedSocket(descriptor).get()
        } catch {
            throw ClientPeer.unavailable("\(target.socketPath): \(error)")
        }
        let hello = try await withTaskCancellationHandler {
            await greeted.value()
        } onCancel: {
            greeted.set(.failure(SignatoryError(.cancelled, "the task was cancelled")))
            _ = mailbox.send(.close("the task was cancelled"))
        }.get()
        return ClientConnection(hello: hello, mailbox: mailbox)
    }

    /// Asks and waits for the answer.
    ///
    /// - Throws: what the signatory reports; `unavailable` when no answer or no valid one comes, `deadlineExceeded`,
    ///   `cancelled`, `overloaded`.
    func call<R>(
        _ method: Method, deadline: NIODeadline, write: (inout ByteBuffer) -> Void,
        read: (ByteBuffer) throws(SignatoryError) -> R
    ) async throws(SignatoryError) -> R {
        guard !Task.isCancelled else { throw Self.cancelled }
        let call = PendingCall(method, deadline: deadline, write: write)
        let answer = await withTaskCancellationHandler {
            if !mailbox.send(.call(call)) { call.answer.set(.lost(ClientPeer.unavailable("the connection has ended"))) }
            return await call.answer.value()
        } onCancel: {
            if call.answer.set(.lost(Self.cancelled)) { _ = mailbox.send(.cancel(call)) }
        }
        switch answer {
        case .response(let payload): return try trust { () throws(SignatoryError) in try read(payload) }
        case .failure(let payload): throw try trust { () throws(SignatoryError) in try SignatoryError.read(payload) }
        case .lost(let error): throw error
        }
    }

    /// Asks for a stream of events.
    func events(_ method: Method, payload: @escaping @Sendable (inout ByteBuffer) -> Void) -> EventQueue {
        let queue = EventQueue(method)
        if !mailbox.send(.events(queue, payload: payload)) {
            queue.end(.lost(ClientPeer.unavailable("the connection has ended")))
        }
        return queue
    }

    /// Ends everything that is in flight.
    func close(_ reason: String = "closed by this end") {
        // It may have ended before.
        _ = mailbox.send(.close(reason))
    }

    /// A signatory that sends what is malformed is not listened to any more: what else it says may be wrong too.
    private func trust<R>(_ read: () throws(SignatoryError) -> R) throws(SignatoryError) -> R {
        do throws(SignatoryError) {
            return try read()
        } catch {
            close("a malformed answer: \(error.detail)")
            throw ClientPeer.unavailable("the signatory gave a malformed answer: \(error.detail)")
        }
    }

    private static let cancelled = SignatoryError(.cancelled, "the task was cancelled")
}
