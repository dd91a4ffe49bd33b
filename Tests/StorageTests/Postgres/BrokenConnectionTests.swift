import Glibc
import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Sessions that the server ends")
struct BrokenConnectionTests {
    @Test("A session that was ended while idle is not used again, and nobody notices")
    func idle() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.maximumConnections = 1 }
        let observer = try PostgresObserver(of: try await TestPostgres.freshURL())
        let first = try await backend(of: fixture)
        try await observer.terminate(first)
        try #require(try await eventually { try await observer.hasEnded(first) })
        let second = try await backend(of: fixture)
        #expect(second != first)
        try await observer.terminate(second)
        try #require(try await eventually { try await observer.hasEnded(second) })
        #expect(try await fixture.ids() == [])
        await observer.close()
        await fixture.close()
    }

    @Test("A body whose session is ended in its middle runs again on another one, and is written once")
    func inTheMiddle() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        let runs = Count()
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(Int64(runs.add()))
            if runs.value == 1 { _ = try transaction.run("SELECT pg_terminate_backend(pg_backend_pid())") }
            try transaction.insert(9)
        }
        #expect(outcome == .committed)
        #expect(try await fixture.ids() == [2, 9])
        await fixture.close()
    }

    @Test("A body that was too slow for its session runs again on another one")
    func idleInTransaction() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.idleInTransactionTimeout = .milliseconds(100) }
        let runs = Count()
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            if runs.add() == 1 { Self.awaitEnd(of: try transaction.backend()) }
            try transaction.insert(2)
        }
        #expect(outcome == .committed)
        #expect(runs.value == 2)
        #expect(try await fixture.ids() == [1, 2])
        await fixture.close()
    }

    enum Victim: CaseIterable, Sendable {
        /// https://www.postgresql.org/docs/15/server-shutdown.html: the server then ends all its sessions.
        case session
        case server
    }

    @Test(
        "When the server crashes under load, everything is written once, and work resumes by itself",
        arguments: Victim.allCases)
    func crash(_ victim: Victim) async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) {
            $0.connection = cluster.url()
            $0.maximumConnections = 4
        }
        let session = try await backend(of: fixture)
        let written = Count()
        try await withThrowingTaskGroup(of: Void.self) { group in
            for writer in Int64(0)..<8 {
                group.addTask {
                    for id in writer * 100..<writer * 100 + 40 {
                        try await Self.write(id, fixture)
                        written.add()
                    }
                }
            }
            group.addTask {
                try #require(await eventually { written.value >= 40 })
                switch victim {
                case .session: kill(session, SIGKILL)
                case .server:
                    try await cluster.kill()
                    // Not before the last session of the old one has noticed.
                    try #require(await eventually { (try? await cluster.start()) != nil })
                }
            }
            try await group.waitForAll()
        }
        let expected: [Int64] = (0..<8).flatMap { (writer: Int64) -> [Int64] in Array(writer * 100..<writer * 100 + 40)
        }
        #expect(try await fixture.ids() == expected)
        await fixture.close()
    }

    @Test("A server that is stopped and started again is found again by writers, readers and who listens")
    func restart() async throws {
        let cluster = try await PrivateCluster()
        let fixture = try await DatabaseFixture(.postgres) { $0.connection = cluster.url() }
        let notices = NoticeCollector(fixture.database)
        try await fixture.insert(1)
        try await cluster.stop()
        #expect(await errorKind { try await fixture.insert(2) } == .unreachable)
        #expect(await errorKind { _ = try await fixture.ids() } == .unreachable)
        try await cluster.start()
        try await fixture.insert(2)
        #expect(try await fixture.ids() == [1, 2])
        let number = Count()
        #expect(
            await eventually {
                let notice = Notice(topic: "test", subject: "\(number.add())")
                _ = await fixture.outcome { (transaction) throws(DatabaseError) in try transaction.notify(notice) }
                return await eventually(within: .milliseconds(200)) { notices.all.contains(notice) }
            })
        await fixture.close()
    }

    /// Writes a row for certain, as everybody who writes does.
    private static func write(_ id: Int64, _ fixture: DatabaseFixture) async throws {
        let isWritten = try await eventually(within: .seconds(60)) {
            switch await fixture.outcome({ (transaction) throws(DatabaseError) in try transaction.insert(id) }) {
            case .committed: return true
            case .unknown(.unreachable):
                try #require(await eventually { await errorKind { _ = try await fixture.ids() } == nil })
                return try await fixture.ids().contains(id)
            case .notWritten(let kind), .gaveUp(let kind), .unknown(let kind):
                try #require(kind == .unreachable)
                return false
            }
        }
        try #require(isWritten)
    }

    /// Waits until there is no such process.
    private static func awaitEnd(of process: Int32) {
        let deadline = ContinuousClock.now + .seconds(30)
        while kill(process, 0) == 0 || errno == EPERM, ContinuousClock.now < deadline { usleep(1_000) }
    }

    private func backend(of fixture: DatabaseFixture) async throws -> Int32 {
        try await fixture.database.write { (transaction) throws(DatabaseError) in try transaction.backend() }
    }
}
