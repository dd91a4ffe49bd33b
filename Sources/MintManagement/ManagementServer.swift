internal import Glibc
internal import HTTPTypes
internal import HummingbirdCore
package import LocalSockets
package import Logging
package import MintCore
internal import NIOCore
internal import NIOPosix
internal import Synchronization

/// Serves an operator at a Unix socket that nobody but the mint's own user (and root) may open.
package final class ManagementServer: Sendable {
    private let path: SocketPath
    /// Of the bound socket, until it listens.
    private let descriptor: Mutex<Int32?>
    private let http: HTTP1Channel
    private let logger: Logger

    private static let mode: UInt32 = 0o600
    /// How long a connection may be silent.
    private static let idleTime = TimeAmount.seconds(10)

    /// Takes the path, so that another process is refused it. Follow with `run()`, which listens there.
    package init(claiming socket: String, mint: Mint, logger: Logger) throws(LocalSocketError) {
        path = try SocketPath.claim(socket)
        descriptor = Mutex(try path.bind(mode: Self.mode, group: nil))
        self.logger = logger
        let responder = ManagementResponder(mint.administration, logger: logger)
        http = HTTP1Channel(
            responder: { request, writer, channel in
                let answer = await responder.answer(request, on: channel)
                try await writer.write(response: answer.head, body: answer.body)
                Self.end(channel, after: answer)
            },
            configuration: HTTP1Channel.Configuration(
                idleTimeout: Self.idleTime,
                httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                    maxHeaderFieldSize: 4_096, maxHeaderListSize: 8_192, maxHeaderFieldCount: 50)))
    }

    deinit {
        if let descriptor = descriptor.withLock({ $0.take() }) { close(descriptor) }
    }

    /// Until the task is cancelled; then answers what was asked by then, and removes the socket.
    package func run() async {
        guard let descriptor = descriptor.withLock({ $0.take() }) else { preconditionFailure("it runs once") }
        do {
            let connections = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .childChannelOption(.allowRemoteHalfClosure, value: true)
                .bind(descriptor) { [http, logger] channel in http.setup(channel: channel, logger: logger) }
            logger.info("listening for the operator", metadata: ["socket": "\(path.path)"])
            try await serve(connections)
        } catch {
            logger.error("the management socket has ended", metadata: ["error": "\(error)"])
        }
        path.release()
    }

    /// One request for each connection. What is left of a body that is too large is read for a moment: closed at once,
    /// the socket would take the answer with it.
    private static func end(_ channel: any Channel, after answer: Response) {
        if answer.status == .contentTooLarge {
            _ = channel.eventLoop.scheduleTask(in: .seconds(2)) { channel.close(promise: nil) }
        } else {
            channel.close(mode: .input, promise: nil)
        }
    }

    private func serve(_ connections: NIOAsyncChannel<HTTP1Channel.Value, Never>) async throws {
        let channel = connections.channel
        try await withTaskCancellationHandler {
            try await withThrowingDiscardingTaskGroup { group in
                try await connections.executeThenClose { inbound in
                    for try await connection in inbound {
                        group.addTask { [http, logger] in await http.handle(value: connection, logger: logger) }
                    }
                }
                // No more requests. One that is being served is answered: what it does is in a task of its own.
                group.cancelAll()
            }
        } onCancel: {
            channel.close(promise: nil)
        }
    }
}
