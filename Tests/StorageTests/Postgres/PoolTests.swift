import Glibc
import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("The pool of connections")
struct PoolTests {
    @Test("Connections are made when they are needed, and never more than were configured and the one that listens")
    func lazy() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let observer = try PostgresObserver(of: url, from: try await TestPostgres.freshURL())
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = url
            $0.maximumConnections = 10
        }
        // The fixture makes its tables with one connection.
        #expect(try await observer.sessions() == 2)
        for id in Int64(1)...20 { try await fixture.insert(id) }
        // An answer may be there before the thread that gave it waits for more.
        #expect(try await observer.sessions() <= 4)
        let inside = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(101)...130 {
                group.addTask {
                    try await fixture.database.write { (transaction) throws(DatabaseError) in
                        // The first eight are inside at the same time.
                        inside.add()
                        let deadline = ContinuousClock.now + .seconds(30)
                        while inside.value < 8, ContinuousClock.now < deadline { usleep(1_000) }
                        try transaction.insert(id)
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(try await observer.sessions() == 9)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<30 { group.addTask { _ = try await fixture.ids() } }
            try await group.waitForAll()
        }
        #expect((10...11).contains(try await observer.sessions()), "the others are for reading")
        #expect(try await fixture.ids().count == 50)
        await fixture.close()
        #expect(try await eventually { try await observer.sessions() == 0 })
        await observer.close()
    }

    @Test("A pool of one connection serves everybody, one after another")
    func poolOfOne() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.maximumConnections = 1 }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...30 {
                group.addTask {
                    try await fixture.insert(id)
                    #expect(try await fixture.ids().contains(id))
                }
            }
            try await group.waitForAll()
        }
        #expect(try await fixture.ids() == Array(1...30))
        await fixture.close()
    }

    @Test("Who waits too long for a connection is told so, and who has one is not disturbed")
    func boundedWait() async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.maximumConnections = 1
            $0.connectionTimeout = .milliseconds(200)
        }
        let (started, released) = (Flag(), Flag())
        async let first = fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            started.raise()
            released.block()
        }
        try #require(await eventually { started.isUp })
        do throws(TransactionError<DatabaseError>) {
            try await fixture.database.write { (transaction) throws(DatabaseError) in try transaction.insert(2) }
            Issue.record("the only connection is in use")
        } catch {
            guard case .database(let error) = error else {
                Issue.record("\(error)")
                return
            }
            #expect(error.kind == .busy && !error.isTransient, "who waits again only makes the queue longer")
            #expect(error.message.contains("max_connections"))
        }
        #expect(await errorKind { _ = try await fixture.ids() } == .busy)
        released.raise()
        #expect(await first == .committed)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("When too many wait, one more is refused at once")
    func fullQueue() async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.maximumConnections = 1
            $0.maximumWaiting = 2
        }
        let (started, released) = (Flag(), Flag())
        let insert: @Sendable (Int64) -> ScriptedJob = { id in
            ScriptedJob { transaction in
                started.raise()
                released.block()
                return (try? transaction.insert(id)) != nil
            }
        }
        let jobs = (Int64(1)...4).map(insert)
        fixture.engine.submit(jobs[0])
        try #require(await eventually { started.isUp })
        for job in jobs.dropFirst() { fixture.engine.submit(job) }
        guard case .notWritten(let error) = jobs[3].outcome else {
            Issue.record("the queue holds two")
            return
        }
        #expect(error.kind == .busy && !error.isTransient, "who waits again only makes the queue longer")
        released.raise()
        #expect(await eventually { jobs.allSatisfy { $0.outcome != nil } })
        #expect(try await fixture.ids() == [1, 2, 3])
        await fixture.close()
    }

    @Test("When the server gives no more connections, the jobs go to those that there are")
    func limited() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        guard let name = url.split(separator: "/").last else { preconditionFailure("the URL names a database") }
        try await TestPostgres.psql("ALTER DATABASE \(name) CONNECTION LIMIT 4")
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = url
            $0.maximumConnections = 16
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...200 { group.addTask { try await fixture.insert(id) } }
            try await group.waitForAll()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(201)...400 { group.addTask { try await fixture.insert(id) } }
            try await group.waitForAll()
        }
        let count = try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT count(*) FROM coin")[0].integer(0)
        }
        #expect(count == 400)
        await fixture.close()
    }
}
