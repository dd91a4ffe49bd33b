internal import StoragePostgres
internal import StrictTOML

extension MintConfiguration {
    private enum EngineName: String, CaseIterable { case sqlite, postgres }

    /// An engine is named by `engine`, by a path or by a URL. What belongs to the other one is refused: whoever wrote
    /// it thinks that it is used.
    /// - Parameter environment: gives the value of a variable.
    mutating func readDatabase(
        _ section: inout ConfigurationSection, environment: (String) -> String?
    ) throws(ConfigurationError) {
        let engine = try section.choice("engine", of: EngineName.self)
        let path = try section.path("path")
        let url = try DatabaseURL.read(&section, environment)
        let server = try section.section("postgres") { (section) throws(ConfigurationError) in
            try Self.readServer(&section, environment)
        }
        guard engine != .postgres, server == nil, url?.isPostgres != true else {
            guard engine != .sqlite else {
                throw section.error("engine", "is sqlite, but a PostgreSQL server is given")
            }
            guard path == nil else {
                throw section.error("path", "is a file of SQLite, but the engine is PostgreSQL")
            }
            database = .postgres(try Self.server(server, url, in: section))
            return
        }
        let file: String?
        if case .sqlite(let written) = url { file = section.resolve(written) } else { file = nil }
        guard path == nil || file == nil || path == file else {
            throw section.error("url", "says another file than path")
        }
        if let named = path ?? file { database = .sqlite(path: named) }
    }

    private static func server(
        _ settings: PostgresSettings?, _ url: DatabaseURL?, in section: ConfigurationSection
    ) throws(ConfigurationError) -> PostgresSettings {
        var settings = settings ?? PostgresSettings(url: "")
        switch url {
        case .sqlite: throw section.error("url", "is a file of SQLite, but the engine is PostgreSQL")
        case .postgres(let url):
            guard settings.url.isEmpty else { throw section.error("url", "is given here and in [database.postgres]") }
            settings.url = url
        case nil:
            guard !settings.url.isEmpty else { throw section.error("url", "is missing; it \(DatabaseURL.forms)") }
        }
        return settings
    }

    /// `[database.postgres]`; `nil` when it changes nothing, and with an empty URL when it has none.
    private static func readServer(
        _ section: inout ConfigurationSection, _ environment: (String) -> String?
    ) throws(ConfigurationError) -> PostgresSettings? {
        var settings = PostgresSettings(url: "")
        switch try DatabaseURL.read(&section, environment) {
        case .postgres(let url): settings.url = url
        case .sqlite: throw section.error("url", "must begin with postgres://")
        case nil: break
        }
        settings.tlsMode = try section.choice("tls_mode", of: PostgresConfiguration.TLSMode.self)
        if let count = try section.integer("max_connections", in: 1...1_000) {
            settings.maximumConnections = Int(count)
        }
        let patience: ClosedRange<UInt64> = 1...3_600
        if let seconds = try section.integer("connection_timeout_seconds", in: patience) {
            settings.connectionTimeoutSeconds = seconds
        }
        if let seconds = try section.integer("statement_timeout_seconds", in: patience) {
            settings.statementTimeoutSeconds = seconds
        }
        if let seconds = try section.integer("lock_timeout_seconds", in: patience) {
            settings.lockTimeoutSeconds = seconds
        }
        return settings == PostgresSettings(url: "") ? nil : settings
    }
}
