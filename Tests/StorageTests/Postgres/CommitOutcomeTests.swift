import Glibc
import Storage
import StoragePostgres
import Synchronization
import TestSupport
import Testing

/// Commits over a connection that a relay cuts.
@Suite("The outcome of a COMMIT whose connection is lost")
struct CommitOutcomeTests {
    private let relay: PostgresRelay
    private let fixture: DatabaseFixture
    private let url: String

    init() async throws {
        let relay = try PostgresRelay()
        self.relay = relay
        let url = try await TestPostgres.freshDatabaseURL()
        self.url = url
        fixture = try await DatabaseFixture(.postgres) {
            $0.connection = relay.url(to: url)
            $0.maximumConnections = 1
        }
    }

    @Test("A COMMIT that never reaches the server is unknown, and reading shows that nothing was written")
    func cutBefore() async throws {
        let outcome = await fixture.outcome { [relay] (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            relay.atCommit(.cutBefore)
        }
        #expect(outcome == .unknown(.unreachable))
        #expect(relay.hasStruck)
        #expect(try await fixture.ids() == [])
        // Nobody still holds the key.
        try await fixture.insert(1)
        await fixture.close()
    }

    @Test("A COMMIT whose answer is lost is unknown, and reading shows that it was written")
    func cutAfter() async throws {
        let outcome = await fixture.outcome { [relay] (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            relay.atCommit(.cutAfter)
        }
        #expect(outcome == .unknown(.unreachable))
        #expect(try await fixture.ids() == [1])
        #expect(await errorKind { try await fixture.insert(1) } == .uniqueViolation)
        await fixture.close()
    }

    @Test("An answer that does not say what was done leaves the outcome unknown, and the body is not run again")
    func lostTag() async throws {
        let runs = Count()
        let outcome = await fixture.outcome { [relay] (transaction) throws(DatabaseError) in
            try transaction.insert(Int64(runs.add()))
            if runs.value == 1 { relay.atCommit(.loseTag) }
        }
        #expect(outcome == .unknown(.unreachable))
        #expect(runs.value == 1)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("While the old session still works on its COMMIT nothing is told of its outcome")
    func busySession() async throws {
        let observer = try PostgresObserver(of: url)
        let stopped = Mutex<Int32?>(nil)
        let told = Flag()
        let (fixture, relay) = (fixture, relay)
        let write = Task {
            let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
                try transaction.insert(1)
                let backend = try transaction.backend()
                relay.atCommit(.cutClient) {
                    kill(backend, SIGSTOP)
                    stopped.withLock { $0 = backend }
                }
            }
            told.raise()
            return outcome
        }
        try #require(await eventually { relay.hasStruck })
        let backend = try #require(stopped.withLock { $0 })
        defer { kill(backend, SIGCONT) }
        // The engine waits for what the old session holds, and that session cannot move.
        try #require(try await eventually { try await observer.waitingForAdvisoryLocks() == 1 })
        #expect(!told.isUp)
        #expect(try await !observer.hasEnded(backend))
        kill(backend, SIGCONT)
        #expect(await write.value == .unknown(.unreachable))
        #expect(try await fixture.ids() == [1])
        await observer.close()
        await fixture.close()
    }

    @Test("A session that does not end in time leaves the outcome undecided")
    func undecided() async throws {
        let relay = try PostgresRelay()
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = relay.url(to: $0.connection)
            $0.decisionTimeout = .milliseconds(300)
            $0.lockTimeout = .milliseconds(100)
        }
        let stopped = Mutex<Int32?>(nil)
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            let backend = try transaction.backend()
            relay.atCommit(.cutClient) {
                kill(backend, SIGSTOP)
                stopped.withLock { $0 = backend }
            }
        }
        let backend = try #require(stopped.withLock { $0 })
        #expect(outcome == .unknown(.undecided))
        // As it warns: reading does not tell yet.
        #expect(try await fixture.ids() == [])
        kill(backend, SIGCONT)
        #expect(try await eventually { try await fixture.ids() == [1] })
        await fixture.close()
    }

    @Test("A body whose connection is cut in its middle runs again on another one, and is written once")
    func cutInTheMiddle() async throws {
        let runs = Count()
        let outcome = await fixture.outcome { [relay] (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            if runs.add() == 1 { relay.cutAll() }
            try transaction.insert(2)
        }
        #expect(outcome == .committed)
        #expect(runs.value == 2)
        #expect(try await fixture.ids() == [1, 2])
        await fixture.close()
    }

    @Test("A body that swallows the loss of its connection runs again too")
    func swallowedLoss() async throws {
        let runs = Count()
        let outcome = await fixture.outcome { [relay] (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            if runs.add() == 1 { relay.cutAll() }
            _ = try? transaction.execute("UPDATE coin SET owner = 'bob'")
        }
        #expect(outcome == .committed)
        #expect(runs.value == 2)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("A connection that was cut while it was idle is not noticed by the next who writes or reads")
    func cutWhileIdle() async throws {
        try await fixture.insert(1)
        relay.cutAll()
        try await fixture.insert(2)
        relay.cutAll()
        #expect(try await fixture.ids() == [1, 2])
        await fixture.close()
    }

    @Test("A server that cannot be reached is said to be just that, and work resumes by itself when it can")
    func away() async throws {
        relay.refuse(true)
        relay.cutAll()
        #expect(
            await fixture.outcome { (transaction) throws(DatabaseError) in try transaction.insert(1) }
                == .notWritten(.unreachable))
        #expect(await errorKind { _ = try await fixture.ids() } == .unreachable)
        relay.refuse(false)
        try await fixture.insert(1)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }
}
