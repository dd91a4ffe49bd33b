import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("A server that stops writing")
struct ReadOnlyServerTests {
    @Test("While a database is read-only, writes may be tried again, reads go on, and work resumes by itself")
    func readOnly() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let name = try #require(url.split(separator: "/").last)
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = url }
        try await fixture.insert(1)
        let isolate = """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '\(name)';
            """
        try await TestPostgres.psql("ALTER DATABASE \(name) SET default_transaction_read_only = on; \(isolate)")
        #expect(await eventually { await write(2, fixture) == .notWritten(.unreachable) })
        #expect(try await fixture.ids() == [1])
        try await TestPostgres.psql("ALTER DATABASE \(name) RESET default_transaction_read_only")
        #expect(await write(3, fixture) == .committed)
        #expect(try await fixture.ids() == [1, 3])
        await fixture.close()
    }

    @Test("A server that an administrator makes read-only writes no more, without a new connection")
    func reloaded() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = cluster.url() }
        try await cluster.set("default_transaction_read_only", to: "on")
        #expect(await eventually { await write(1, fixture) == .notWritten(.unreachable) })
        _ = try await fixture.ids()
        try await cluster.set("default_transaction_read_only", to: "off")
        #expect(await eventually { await write(2, fixture) == .committed })
        await fixture.close()
    }

    @Test("A server that has become a replica serves nobody, for it may lag, until it is promoted")
    func replica() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = cluster.url() }
        try await fixture.insert(1)
        try await cluster.demote()
        try await cluster.stop()
        try await cluster.start()
        #expect(await write(2, fixture) == .notWritten(.unreachable))
        #expect(await errorKind { _ = try await fixture.ids() } == .unreachable)
        try await cluster.promote()
        #expect(await write(3, fixture) == .committed)
        #expect(try await fixture.ids() == [1, 3])
        await fixture.close()
    }

    @Test(
        "On a full disk writes fail and reads go on; with space again, so do writes", .enabled(if: SmallDisk.isPossible)
    )
    func fullDisk() async throws {
        let disk = try await SmallDisk(megabytes: 4)
        let cluster = try await PrivateCluster()
        try await cluster.run(#"chown --reference="$data" "$3""#, [disk.path])
        try await cluster.psql("CREATE TABLESPACE small LOCATION '\(disk.path)'")
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = cluster.url() }
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("CREATE TABLE big (data BYTEA) TABLESPACE small")
            _ = try transaction.execute("ALTER TABLE big ALTER COLUMN data SET STORAGE EXTERNAL")
        }
        let data = [UInt8](repeating: 7, count: 1_000_000)
        let fill: @Sendable (inout WriteTransaction) throws(DatabaseError) -> Void = {
            (transaction) throws(DatabaseError) in
            _ = try transaction.execute("INSERT INTO big (data) VALUES (\(data))")
        }
        #expect(await eventually { await fixture.outcome(fill) == .gaveUp(.storageFailure) })
        #expect(
            try await fixture.database.read { (transaction) throws(DatabaseError) in
                try transaction.run("SELECT count(*) FROM big")[0].integer(0)
            } > 0)
        try await fixture.insert(1)
        try await disk.grow(megabytes: 8)
        #expect(await fixture.outcome(fill) == .committed)
        await fixture.close()
    }

    private func write(_ id: Int64, _ fixture: DatabaseFixture) async -> Outcome {
        await fixture.outcome { (transaction) throws(DatabaseError) in try transaction.insert(id) }
    }
}
