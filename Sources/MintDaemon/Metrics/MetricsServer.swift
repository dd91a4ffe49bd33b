internal import HTTPTypes
internal import Hummingbird
internal import Logging

/// Answers `GET /metrics`, and nothing else, at an address of its own: what a mint owes is not for everybody.
enum MetricsServer {
    static func make(_ settings: MetricsSettings, _ registry: MetricsRegistry, logger: Logger) -> some ApplicationProtocol {
        let router = Router()
        router.get("/metrics") { _, _ in
            Response(
                status: .ok, headers: [.contentType: MetricsText.contentType],
                body: ResponseBody(byteBuffer: ByteBuffer(string: registry.text)))
        }
        return Application(
            router: router,
            configuration: ApplicationConfiguration(
                address: .hostname(settings.host, port: settings.port), serverName: nil),
            logger: logger)
    }
}
