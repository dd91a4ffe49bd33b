package import Hummingbird
package import Logging
internal import NIOCore

/// What is known of a request beside itself.
package struct MintRequestContext: InitializableFromSource {
    package let logger: Logger
    /// The other end of the connection; `nil` when that has gone.
    let peer: ClientAddress?
    /// `nil` in tests that use no socket.
    private let channel: (any Channel)?

    package init(source: ApplicationRequestContextSource) {
        logger = source.logger
        channel = source.channel
        peer = source.channel.remoteAddress.flatMap { ClientAddress($0) }
    }

    /// - Parameter peer: where the request is said to come from.
    package init(logger: Logger, peer: ClientAddress?) {
        self.logger = logger
        self.peer = peer
        channel = nil
    }

    /// Ends the connection after a while, whatever it is doing by then, unless the result is cancelled.
    func closeConnection(in delay: TimeAmount) -> Scheduled<Void>? {
        guard let channel else { return nil }
        return channel.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
}
