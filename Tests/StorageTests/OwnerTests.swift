import Storage
import StoragePostgres
import StorageSQLite
import TestSupport
import Testing

@Suite("Who still owns what")
struct OwnerTests {
    private static func hasEnded(_ owner: Int64, _ database: Database) async throws -> Bool {
        try await database.write { (transaction) throws(DatabaseError) in try transaction.hasEnded(owner: owner) }
    }

    @Test("A process has not ended for itself, and one that nobody is has", arguments: DatabaseKind.allCases)
    func own(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        let database = fixture.database
        #expect(database.owner > 0)
        #expect(try await database.write { (transaction) throws(DatabaseError) in transaction.owner } == database.owner)
        #expect(try await !Self.hasEnded(database.owner, database))
        #expect(try await Self.hasEnded(database.owner == 1 ? 2 : database.owner - 1, database))
        await fixture.close()
    }

    @Test("Another process on the same database has ended once it is closed, and not before")
    func closed() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let (one, other) = (try open(url), try open(url))
        #expect(one.owner != other.owner)
        #expect(try await !Self.hasEnded(one.owner, other))
        #expect(try await !Self.hasEnded(other.owner, one))
        await one.close()
        #expect(try await Self.hasEnded(one.owner, other))
        await other.close()
    }

    @Test("A process that lost its hold has ended for others, until it has its hold again")
    func lostHold() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let relay = try PostgresRelay()
        let (one, other) = (try open(relay.url(to: url)), try open(url))
        #expect(try await !Self.hasEnded(one.owner, other))
        relay.refuse(true)
        relay.cutAll()
        #expect(try await eventually { try await Self.hasEnded(one.owner, other) })
        relay.refuse(false)
        #expect(try await eventually { try await !Self.hasEnded(one.owner, other) })
        await one.close()
        await other.close()
    }

    @Test("Who was found to have ended does not come back before the transaction that found it ends")
    func cannotComeBack() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let relay = try PostgresRelay()
        let observer = try PostgresObserver(of: url)
        let (one, other) = (try open(relay.url(to: url)), try open(url))
        relay.refuse(true)
        relay.cutAll()
        try #require(try await eventually { try await Self.hasEnded(one.owner, other) })
        let (found, released) = (Flag(), Flag())
        async let isEnded = other.write { [owner = one.owner] (transaction) throws(DatabaseError) in
            defer {
                found.raise()
                released.block()
            }
            return try transaction.hasEnded(owner: owner)
        }
        try #require(await eventually { found.isUp })
        relay.refuse(false)
        #expect(try await eventually { try await observer.waitingForAdvisoryLocks() == 1 })
        released.raise()
        #expect(try await isEnded)
        #expect(try await eventually { try await !Self.hasEnded(one.owner, other) })
        await observer.close()
        await one.close()
        await other.close()
    }

    @Test("A process whose hold on the database is lost knows it, and knows when it has it again")
    func knowsItsHold() async throws {
        let cluster = try await PrivateCluster()
        let database = try open(cluster.url())
        #expect(database.isHeld)
        try await cluster.stop()
        #expect(await eventually { !database.isHeld })
        try await cluster.start()
        #expect(await eventually { database.isHeld })
        await database.close()
    }

    private func open(_ url: String) throws -> Database {
        var configuration = PostgresConfiguration(url, logger: DatabaseFixture.logger)
        configuration.maximumConnections = 2
        return Database(try PostgresEngine(configuration))
    }
}
