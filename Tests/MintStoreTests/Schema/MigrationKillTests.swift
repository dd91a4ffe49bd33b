import Glibc
import MintStore
import Storage
import StoragePostgres
import StorageSQLite
import Synchronization
import TestSupport
import Testing

@Suite("Store: migrations that are killed", .serialized)
struct MigrationKillTests {
    @Test("A process that is killed at any statement of the migration leaves nothing, and the next one completes it")
    func sqlite() async throws {
        for number in 1...(try await statements(.file)) {
            let directory = try TemporaryDirectory()
            let path = directory.path(of: "mint.sqlite")
            await #expect(processExitsWith: .signal(SIGKILL)) { [path = path as String, number = number as Int] in
                var configuration = SQLiteConfiguration(.file(path), logger: StorePlace.logger)
                configuration.faults = Executioner(at: number)
                try await MintSchema.migrations.apply(to: Database(try SQLiteEngine(configuration)))
            }
            let database = Database(try SQLiteEngine(SQLiteConfiguration(.file(path), logger: StorePlace.logger)))
            try await expectNothingThenEverything(in: database)
        }
    }

    @Test("The same on PostgreSQL, whose server undoes what the process had begun")
    func postgres() async throws {
        for number in 1...(try await statements(.postgres)) {
            let url = try await TestPostgres.freshURL()
            await #expect(processExitsWith: .signal(SIGKILL)) { [url = url as String, number = number as Int] in
                var configuration = PostgresConfiguration(url, logger: StorePlace.logger)
                configuration.faults = Executioner(at: number)
                try await MintSchema.migrations.apply(to: Database(try PostgresEngine(configuration)))
            }
            let database = Database(try PostgresEngine(PostgresConfiguration(url, logger: StorePlace.logger)))
            try await expectNothingThenEverything(in: database)
        }
    }

    /// How many a migration runs, from BEGIN to COMMIT.
    private func statements(_ engine: StoreEngine) async throws -> Int {
        let counter = Executioner(at: .max)
        var options = StoreOptions()
        options.faults = counter
        let database = try await StorePlace(engine).open(options)
        let before = counter.passed
        try await MintSchema.migrations.apply(to: database)
        let count = counter.passed - before
        await database.close()
        // A table or an index each, and what is around them.
        try #require(count > 20)
        return count
    }

    private func expectNothingThenEverything(in database: Database) async throws {
        #expect(try await SchemaReader.tables(of: database).isEmpty)
        try await MintSchema.migrations.apply(to: database)
        #expect(try await SchemaReader.tables(of: database).count > 10)
        await database.close()
    }
}

/// Kills its own process at the n-th statement, before it reaches the database.
private final class Executioner: FaultInjection {
    private let number: Int
    private let count = Atomic(0)

    init(at number: Int) { self.number = number }

    var passed: Int { count.load(ordering: .sequentiallyConsistent) }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        // PostgreSQL's own statements of a connection are not part of it.
        if point == .statement, statement.text(in: .postgres).contains("pg_advisory_lock") { return }
        if statement.isScript, point == .statement { return }
        if count.add(1, ordering: .sequentiallyConsistent).newValue == number { kill(getpid(), SIGKILL) }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {}
}
