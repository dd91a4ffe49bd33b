/// Where a Prometheus server asks for what is measured.
package struct MetricsSettings: Sendable, Equatable {
    package var host = "127.0.0.1"
    package var port = 9_000

    package init() {}
}
