import MintDaemon
import TestSupport

/// Where a mint of a test keeps what it must not forget.
struct Place: Sendable {
    let directory: TemporaryDirectory
    let database: DatabaseSettings

    /// An empty one, on the engine that the tests were told to take.
    static func fresh() async throws -> Place {
        TestPostgres.isChosen ? try await postgres() : try sqlite()
    }

    static func sqlite() throws -> Place {
        let directory = try TemporaryDirectory()
        return Place(directory: directory, database: .sqlite(path: directory.path(of: "mint.sqlite")))
    }

    static func postgres() async throws -> Place {
        var settings = PostgresSettings(url: try await TestPostgres.freshURL())
        // Many mints share the server's.
        settings.maximumConnections = 4
        return Place(directory: try TemporaryDirectory(), database: .postgres(settings))
    }
}
