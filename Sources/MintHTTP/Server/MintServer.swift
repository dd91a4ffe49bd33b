internal import HTTPTypes
package import Hummingbird
internal import HummingbirdCore
package import Logging
package import MintCore
package import NIOCore

/// The HTTP server of a mint, a service to be run: it answers until it is asked to shut down, then finishes what it has
/// begun and accepts nothing more.
package enum MintServer {
    /// - Parameter onRunning: called once the socket is bound, with its address.
    package static func make(
        _ mint: Mint, settings: HTTPSettings, version: String, logger: Logger,
        onRunning: @escaping @Sendable (SocketAddress?) async -> Void = { _ in }
    ) -> Application<MintResponder> {
        let responder = MintResponder(mint, settings: settings, version: version, logger: logger)
        return Application(
            responder: responder,
            server: .http1(
                configuration: HTTP1Channel.Configuration(
                    additionalChannelHandlers: [
                        WebSocketUpgrade(
                            mint, settings: settings, gate: responder.gate, doorkeeper: responder.doorkeeper,
                            logger: logger)
                    ],
                    idleTimeout: .seconds(settings.idleSeconds),
                    // Wallets send a dozen short headers.
                    httpDecoderConfiguration: HTTP1Channel.Configuration.DecoderConfiguration(
                        maxHeaderFieldSize: 8_192, maxHeaderListSize: 16_384, maxHeaderFieldCount: 100))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), backlog: 1_024,
                availableConnectionsDelegate: .maximum(settings.maximumConnections, logger: logger)),
            onServerRunning: { channel in await onRunning(channel.localAddress) },
            logger: logger)
    }
}
