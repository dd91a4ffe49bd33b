package import Logging
package import Storage
internal import StoragePostgres
internal import StorageSQLite
internal import TestSupport

/// A new, empty database for a test, on the engine that `MINT_TEST_ENGINE` names: SQLite, or PostgreSQL.
package enum TestDatabase {
    /// Where SQLite keeps it.
    package enum Place: Sendable {
        case file(String)
        case memory
    }

    /// Enough for what one test does at a time: a server has connections for some dozens of tests.
    private static let connections = 6

    /// - Parameter faults: arm them later than this: opening runs statements too.
    package static func engine(
        _ place: Place = .memory, faults: (any FaultInjection)? = nil, plans: (any PlanInspection)? = nil,
        logger: Logger
    ) async throws -> any DatabaseEngine {
        guard TestPostgres.isChosen else {
            var configuration = SQLiteConfiguration(location(place), logger: logger)
            configuration.faults = faults
            configuration.plans = plans
            return try SQLiteEngine(configuration)
        }
        var configuration = PostgresConfiguration(try await TestPostgres.freshURL(), logger: logger)
        configuration.maximumConnections = connections
        // Many tests at once on a slow machine may leave one waiting in the middle.
        configuration.idleInTransactionTimeout = .seconds(300)
        configuration.faults = faults
        configuration.plans = plans
        return try PostgresEngine(configuration)
    }

    private static func location(_ place: Place) -> SQLiteConfiguration.Location {
        switch place {
        case .file(let path): .file(path)
        case .memory: .memory
        }
    }
}
