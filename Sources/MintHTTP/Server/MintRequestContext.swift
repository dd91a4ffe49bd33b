package import Hummingbird
package import Logging
internal import NIOCore

/// What is known of a request beside itself.
package struct MintRequestContext: InitializableFromSource {
    package let logger: Logger
    /// `nil` in tests that use no socket.
    private let channel: (any Channel)?

    package init(source: ApplicationRequestContextSource) {
        logger = source.logger
        channel = source.channel
    }

    package init(logger: Logger) {
        self.logger = logger
        channel = nil
    }

    /// Ends the connection after a while, whatever it is doing by then, unless the result is cancelled.
    func closeConnection(in delay: TimeAmount) -> Scheduled<Void>? {
        guard let channel else { return nil }
        return channel.eventLoop.scheduleTask(in: delay) { channel.close(promise: nil) }
    }
}
