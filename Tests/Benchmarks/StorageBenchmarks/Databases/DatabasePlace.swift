internal import Glibc
internal import Logging
internal import MintStore
internal import Storage
internal import StoragePostgres
internal import StorageSQLite
internal import TestSupport

enum DatabaseKind: String, Sendable {
    case sqlite, postgres
}

/// Where the databases of a run are made.
struct DatabasePlace: Sendable {
    let directory: BenchmarkDirectory
    /// PostgreSQL where `Tests/with-postgres` has started a server.
    let kinds: [DatabaseKind] =
        unsafe getenv("MINT_TEST_POSTGRES") == nil ? [.sqlite] : [.sqlite, .postgres]

    static let logger = Logger(label: "storage-benchmarks") { label in
        var handler = StreamLogHandler.standardError(label: label)
        handler.logLevel = .warning
        return handler
    }

    struct Settings: Sendable {
        /// SQLite: bodies of one commit.
        var maximumGroup = 64
        /// Of `proof` and of `blind_signature`, from years before.
        var rows = 0
        var faults: (any FaultInjection)?
    }

    enum Address: Sendable {
        case sqlite(path: String)
        case postgres(url: String)
    }

    /// Of a new database.
    func address(_ kind: DatabaseKind, _ name: String) async throws -> Address {
        switch kind {
        case .sqlite: .sqlite(path: directory.path(of: "\(name).sqlite"))
        case .postgres: .postgres(url: try await TestPostgres.freshDatabaseURL())
        }
    }

    /// A new database with the tables of the mint.
    func open(_ kind: DatabaseKind, _ name: String, _ settings: Settings = Settings()) async throws -> Database {
        try await open(address(kind, name), settings)
    }

    func open(_ address: Address, _ settings: Settings = Settings()) async throws -> Database {
        switch address {
        case .sqlite(let path): try await openSQLite(path, settings)
        case .postgres(let url): try await openPostgres(url, settings)
        }
    }

    private func openSQLite(_ path: String, _ settings: Settings) async throws -> Database {
        var configuration = SQLiteConfiguration(.file(path), logger: Self.logger)
        configuration.maximumGroup = settings.maximumGroup
        configuration.faults = settings.faults
        // What is slow here is what is measured.
        configuration.slowStatement = .seconds(60)
        if settings.rows > 0 {
            let empty = Database(try SQLiteEngine(configuration))
            try await MintSchema.migrations.apply(to: empty)
            await empty.close()
            try SQLiteLoading.load(rows: settings.rows, into: path)
        }
        return try await migrated(SQLiteEngine(configuration))
    }

    private func openPostgres(_ url: String, _ settings: Settings) async throws -> Database {
        var configuration = PostgresConfiguration(url, logger: Self.logger)
        configuration.faults = settings.faults
        configuration.slowStatement = .seconds(60)
        let database = try await migrated(PostgresEngine(configuration))
        if settings.rows > 0 { try await PostgresLoading.load(rows: settings.rows, into: url) }
        return database
    }

    private func migrated(_ engine: any DatabaseEngine) async throws -> Database {
        let database = Database(engine)
        try await MintSchema.migrations.apply(to: database)
        return database
    }
}
