package import Logging
package import Storage
internal import StoragePostgres
internal import StorageSQLite
internal import TestSupport

/// A new, empty database that outlives the engines that are opened on it one after the other, as that of a process that
/// dies and is started again.
package struct TestDatabaseHome: Sendable {
    package enum Engine: String, Sendable, CaseIterable {
        case sqlite = "SQLite"
        case postgres = "PostgreSQL"
    }

    private enum Place: Sendable {
        case file(TemporaryDirectory)
        case url(String)
    }

    package let engine: Engine
    private let place: Place

    /// For what happens one after the other.
    private static let connections = 1

    package init(_ engine: Engine) async throws {
        self.engine = engine
        switch engine {
        case .sqlite: place = .file(try TemporaryDirectory())
        case .postgres: place = .url(try await TestPostgres.freshURL(overSocket: true))
        }
    }

    package func migrate(_ migrations: MigrationSet, logger: Logger) async throws {
        let database = Database(try open(faults: nil, logger: logger))
        try await migrations.apply(to: database)
        await database.close()
    }

    package func open(faults: (any FaultInjection)?, logger: Logger) throws -> any DatabaseEngine {
        switch place {
        case .file(let directory):
            var configuration = SQLiteConfiguration(.file(directory.path(of: "mint.sqlite")), logger: logger)
            configuration.readers = 1
            configuration.faults = faults
            return try SQLiteEngine(configuration)
        case .url(let url):
            var configuration = PostgresConfiguration(url, logger: logger)
            configuration.maximumConnections = Self.connections
            // Many tests at once on a slow machine may leave one waiting in the middle.
            configuration.idleInTransactionTimeout = .seconds(300)
            configuration.faults = faults
            return try PostgresEngine(configuration)
        }
    }
}
