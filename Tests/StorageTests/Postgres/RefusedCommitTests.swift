import Storage
import Synchronization
import TestSupport
import Testing

@testable import StoragePostgres

@Suite("A COMMIT that the server answers, but not as hoped")
struct RefusedCommitTests {
    @Test("A COMMIT that is answered with ROLLBACK wrote nothing, and counts as refused")
    func rolledBack() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        let connection = try PostgresConnection(
            PostgresConfiguration(try await TestPostgres.freshURL(), logger: DatabaseFixture.logger))
        _ = try connection.perform(.script("BEGIN"))
        #expect(throws: DatabaseError.self) { _ = try connection.perform("SELECT 1 / 0") }
        do throws(DatabaseError) {
            _ = try connection.perform(.script("COMMIT"))
            Issue.record("the transaction had failed")
        } catch {
            #expect(error.kind == .poisoned)
        }
        #expect(connection.commit == .refused)
        #expect(connection.isSound)
        await fixture.close()
    }

    @Test("A constraint that is only looked at by COMMIT refuses it: nothing is written, and the session goes on")
    func deferredConstraint() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.maximumConnections = 1 }
        let first = Mutex<Int32?>(nil)
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("CREATE TABLE late (id BIGINT UNIQUE DEFERRABLE INITIALLY DEFERRED)")
            let backend = try transaction.backend()
            first.withLock { $0 = backend }
        }
        let runs = Count()
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            runs.add()
            try transaction.insert(1)
            _ = try transaction.execute("INSERT INTO late (id) VALUES (1), (1)")
        }
        #expect(outcome == .notWritten(.uniqueViolation))
        #expect(runs.value == 1)
        #expect(try await fixture.ids() == [])
        let second = try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.insert(2)
            return try transaction.backend()
        }
        #expect(second == first.withLock { $0 })
        await fixture.close()
    }

    @Test("A session that says good-bye right after it has committed leaves no doubt, and any other warning does")
    func warnings() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        // Whatever the constraint trigger warns of comes with the answer to COMMIT.
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(
                """
                CREATE FUNCTION warn() RETURNS trigger LANGUAGE plpgsql AS $$
                BEGIN RAISE WARNING 'as asked' USING ERRCODE = NEW.owner; RETURN NULL; END $$
                """)
            _ = try transaction.execute(
                """
                CREATE CONSTRAINT TRIGGER warn AFTER INSERT ON coin DEFERRABLE INITIALLY DEFERRED
                FOR EACH ROW EXECUTE FUNCTION warn()
                """)
        }
        // https://www.postgresql.org/docs/15/errcodes-appendix.html: admin_shutdown, crash_shutdown, warning.
        for (id, code) in [(Int64(1), "57P01"), (2, "57P02"), (3, "01000")] {
            let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.insert(id, owner: code)
            }
            #expect(outcome == (id < 3 ? .committed : .unknown(.undecided)))
        }
        #expect(try await fixture.ids() == [1, 2, 3])
        await fixture.close()
    }

    @Test("A COMMIT that stopped waiting for its standby is undecided, though it can be read here")
    func withoutStandby() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = cluster.url() }
        let observer = try PostgresObserver(of: cluster.url())
        try await cluster.set("synchronous_standby_names", to: "nobody")
        let backend = Mutex<Int32?>(nil)
        let write = Task {
            await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.insert(1)
                let number = try transaction.backend()
                backend.withLock { $0 = number }
            }
        }
        try #require(try await eventually { try await observer.waitingForStandbys() == 1 })
        try await observer.cancel(try #require(backend.withLock { $0 }))
        #expect(await write.value == .unknown(.undecided))
        #expect(try await fixture.ids() == [1])
        try await cluster.set("synchronous_standby_names", to: "")
        #expect(await eventually { await errorKind { try await fixture.insert(2) } == nil })
        await observer.close()
        await fixture.close()
    }

    @Test("While the standby is away writes end undecided, reads go on, and closing does not wait for ever")
    func standbyAway() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = cluster.url()
            $0.maximumConnections = 4
            $0.statementTimeout = .milliseconds(500)
            $0.lockTimeout = .milliseconds(500)
            $0.answerGrace = .milliseconds(100)
            $0.decisionTimeout = .milliseconds(500)
        }
        try await fixture.insert(1)
        try await cluster.set("synchronous_standby_names", to: "nobody")
        let outcomes = await withTaskGroup(of: Outcome.self) { group in
            for id in Int64(11)...14 {
                group.addTask {
                    await fixture.outcome { (transaction) throws(DatabaseError) in try transaction.insert(id) }
                }
            }
            // More writes than connections wait, and reads are served all the same.
            for _ in 0..<20 { #expect(await errorKind { _ = try await fixture.ids() } == nil) }
            return await group.reduce(into: [Outcome]()) { $0.append($1) }
        }
        #expect(outcomes.allSatisfy { $0 == .unknown(.undecided) })
        async let last = fixture.outcome { (transaction) throws(DatabaseError) in try transaction.insert(20) }
        await fixture.close()
        #expect([.unknown(.undecided), .notWritten(.closed)].contains(await last))
        try await cluster.set("synchronous_standby_names", to: "")
    }

    @Test("Whoever reads whether a commit took place waits for the standby that it may not have reached")
    func barrier() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = cluster.url()
            $0.statementTimeout = .milliseconds(500)
            $0.lockTimeout = .milliseconds(500)
            $0.answerGrace = .milliseconds(100)
            $0.decisionTimeout = .milliseconds(200)
        }
        try await fixture.insert(1)
        try await cluster.set("synchronous_standby_names", to: "nobody")
        let read: @Sendable (inout WriteTransaction) throws(DatabaseError) -> Void = {
            (transaction) throws(DatabaseError) in _ = try transaction.run("SELECT id FROM coin FOR UPDATE")
        }
        let careful = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.followEarlierCommits()
            try read(&transaction)
        }
        #expect(careful == .unknown(.undecided))
        try await cluster.set("synchronous_standby_names", to: "")
        #expect(await eventually { await fixture.outcome { (t) throws(DatabaseError) in try t.followEarlierCommits() } == .committed })
        await fixture.close()
    }

    @Test("A session keeps its durability and its peace when the server reads its settings again")
    func reloaded() async throws {
        // Long enough to begin a session on a machine that is busy.
        let cluster = try await PrivateCluster(["idle_session_timeout = '5s'"])
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = cluster.url()
            $0.maximumConnections = 1
        }
        let look: @Sendable (inout WriteTransaction) throws(DatabaseError) -> (String, String, Int32) = {
            (transaction) throws(DatabaseError) in
            let row = try transaction.run(
                "SELECT current_setting('synchronous_commit'), current_setting('idle_session_timeout')")[0]
            return (try row.text(0), try row.text(1), try transaction.backend())
        }
        let before = try await fixture.database.write(.synced, look)
        try await cluster.set("synchronous_commit", to: "off")
        // A new session is refused once the server knows.
        try #require(
            await eventually {
                let other = PostgresConfiguration(cluster.url(), logger: DatabaseFixture.logger)
                return (try? PostgresEngine(other)) == nil
            })
        let after = try await fixture.database.write(.synced, look)
        #expect(after.0 == "on" && after.1 == "0")
        #expect(after == before)
        await fixture.close()
    }
}
