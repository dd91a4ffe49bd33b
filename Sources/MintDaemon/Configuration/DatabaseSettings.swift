package import StoragePostgres

/// Where the mint keeps what it must not forget.
package enum DatabaseSettings: Sendable, Equatable {
    /// A file of SQLite.
    case sqlite(path: String)
    case postgres(PostgresSettings)
}

/// A PostgreSQL server, and how patiently it is asked.
package struct PostgresSettings: Sendable, Equatable {
    /// `postgres://…`, as libpq reads it. May hold a password.
    package var url: String
    /// In place of the `sslmode` of the URL.
    package var tlsMode: PostgresConfiguration.TLSMode?
    package var maximumConnections = 20
    package var connectionTimeoutSeconds: UInt64 = 10
    package var statementTimeoutSeconds: UInt64 = 30
    package var lockTimeoutSeconds: UInt64 = 10

    package init(url: String) { self.url = url }
}

/// Shown without the URL, wherever a configuration may be printed.
extension PostgresSettings: CustomStringConvertible, CustomReflectable {
    package var description: String { "a PostgreSQL server" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
