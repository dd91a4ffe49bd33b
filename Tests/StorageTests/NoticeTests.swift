import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Notices")
struct NoticeTests {
    private static func notice(_ subject: String) -> Notice { Notice(topic: "coin", subject: subject) }

    @Test("Listeners are told of what was committed, in order, and of nothing else", arguments: DatabaseKind.allCases)
    func committedOnly(_ kind: DatabaseKind) async throws {
        let url = kind == .postgres ? try await TestPostgres.freshDatabaseURL() : ""
        let fixture = try await DatabaseFixture(kind) { $0.connection = url }
        let (first, second) = (NoticeCollector(fixture.database), NoticeCollector(fixture.database))
        #expect(
            await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.notify(Self.notice("given up"))
                throw .unreadable("a reason to give up")
            } == .gaveUp(.unreadable))
        #expect(
            await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.notify(Self.notice("poisoned"))
                _ = try? transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 0)")
            } == .notWritten(.constraintViolation))
        #expect(
            await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.notify(Self.notice("1"))
                try transaction.insert(1)
                try transaction.notify(Self.notice("with spaces and é"))
            } == .committed)
        let expected = [Self.notice("1"), Self.notice("with spaces and é")]
        for listener in [first, second] {
            _ = await eventually { listener.all.count >= 2 }
            #expect(listener.all == expected)
        }
        await fixture.close()
    }

    @Test("A database that is closed ends what listens to it", arguments: DatabaseKind.allCases)
    func closed(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        let stream = fixture.database.listen()
        await fixture.close()
        for await notice in stream { Issue.record("\(notice)") }
        for await notice in fixture.database.listen() { Issue.record("\(notice)") }
    }

    @Test("A notice reaches every process on the same database")
    func otherProcess() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = url }
        let other = Database(try PostgresEngine(PostgresConfiguration(url, logger: DatabaseFixture.logger)))
        let (here, there) = (NoticeCollector(fixture.database), NoticeCollector(other))
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.notify(Self.notice("7"))
        }
        #expect(await eventually { here.all == [Self.notice("7")] && there.all == [Self.notice("7")] })
        await other.close()
        await fixture.close()
    }

    @Test("After the listening session was lost notices come again")
    func lostSession() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = url }
        let observer = try PostgresObserver(of: url, from: try await TestPostgres.freshURL())
        let collector = NoticeCollector(fixture.database)
        let old = try #require(try await observer.listeners().first)
        try await observer.terminate(old)
        try #require(try await eventually { try await observer.listeners().contains { $0 != old } })
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.notify(Self.notice("after"))
        }
        #expect(await eventually { collector.all == [Self.notice("after")] })
        await observer.close()
        await fixture.close()
    }
}
