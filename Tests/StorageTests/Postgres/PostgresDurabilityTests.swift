import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Durability on a server")
struct PostgresDurabilityTests {
    @Test("Only what was asked for as deferred is committed without waiting for the disk")
    func deferred() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.maximumConnections = 1 }
        var levels: [String] = []
        for durability in [Durability.synced, .deferred, .synced, .deferred, .deferred, .synced] {
            levels.append(
                try await fixture.database.write(durability) { (transaction) throws(DatabaseError) in
                    try transaction.run("SELECT current_setting('synchronous_commit')")[0].text(0)
                })
        }
        #expect(levels == ["on", "off", "on", "off", "off", "on"])
        await fixture.close()
    }

    @Test("A read sees one moment, and cannot write")
    func reading() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        try await fixture.insert(1)
        let (begun, written) = (Flag(), Flag())
        async let counts = fixture.database.read { (transaction) throws(DatabaseError) in
            let before = try transaction.run("SELECT id FROM coin").count
            begun.raise()
            written.block()
            return [before, try transaction.run("SELECT id FROM coin").count]
        }
        try #require(await eventually { begun.isUp })
        try await fixture.insert(2)
        written.raise()
        #expect(try await counts == [1, 1])
        #expect(
            await errorKind {
                _ = try await fixture.database.read { (transaction) throws(DatabaseError) in
                    try transaction.run("DELETE FROM coin")
                }
            } != nil)
        #expect(try await fixture.ids() == [1, 2])
        await fixture.close()
    }
}
