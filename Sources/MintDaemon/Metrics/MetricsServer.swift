internal import HTTPTypes
internal import Hummingbird
internal import HummingbirdCore
internal import Logging

/// Answers `GET /metrics`, and nothing else, at an address of its own: what a mint owes is not for everybody.
enum MetricsServer {
    /// Who holds connections open must not take the files that the mint needs.
    static let maximumConnections = 16
    private static let idleSeconds: Int64 = 30

    static func make(_ settings: MetricsSettings, _ registry: MetricsRegistry, logger: Logger) -> some ApplicationProtocol {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: MetricsText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text)))
        }
        return Application(
            router: router,
            server: .http1(configuration: HTTP1Channel.Configuration(idleTimeout: .seconds(idleSeconds))),
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil,
                availableConnectionsDelegate: .maximum(maximumConnections, logger: logger)),
            logger: logger)
    }
}
