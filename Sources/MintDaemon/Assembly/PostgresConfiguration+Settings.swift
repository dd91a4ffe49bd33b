package import Logging
package import StoragePostgres

extension PostgresConfiguration {
    /// The server that the operator configured.
    package init(_ settings: PostgresSettings, logger: Logger) {
        self.init(settings.url, logger: logger)
        tlsMode = settings.tlsMode
        maximumConnections = settings.maximumConnections
        connectionTimeout = .seconds(settings.connectionTimeoutSeconds)
        statementTimeout = .seconds(settings.statementTimeoutSeconds)
        lockTimeout = .seconds(settings.lockTimeoutSeconds)
    }
}
