import Glibc
import Storage
import StorageSQLite
import TestSupport
import Testing

@Suite("Group commit")
struct GroupCommitTests {
    @Test("Sixty-four writers at once all find their rows written, once each", arguments: DatabaseKind.allCases)
    func manyWriters(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for id in Int64(1)...64 { group.addTask { try await fixture.insert(id) } }
            try await group.waitForAll()
        }
        #expect(try await fixture.ids() == Array(1...64))
        await fixture.close()
    }

    @Test("Of many writers of one key exactly one wins", arguments: DatabaseKind.allCases)
    func oneWinner(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        let outcomes = await withTaskGroup(of: DatabaseError.Kind?.self) { group in
            for _ in 0..<32 { group.addTask { await errorKind { try await fixture.insert(7) } } }
            return await group.reduce(into: [DatabaseError.Kind?]()) { $0.append($1) }
        }
        #expect(outcomes.filter { $0 == nil }.count == 1)
        #expect(outcomes.filter { $0 == .uniqueViolation }.count == 31)
        #expect(try await fixture.ids() == [7])
        await fixture.close()
    }

    @Test("A body that gives up takes no other body of its group with it")
    func isolated() async throws {
        let fixture = try await DatabaseFixture(.file)
        await withTaskGroup(of: Void.self) { group in
            for id in Int64(1)...40 {
                group.addTask { _ = await errorKind { try await fixture.insert(id, amount: id.isMultiple(of: 2) ? 1 : 0) } }
            }
        }
        #expect(try await fixture.ids() == (1...40).filter { $0.isMultiple(of: 2) }.map { Int64($0) })
        await fixture.close()
    }

    @Test("A COMMIT that is refused writes nothing, and the next transaction works")
    func refusedCommit() async throws {
        let faults = ScriptedFaults(.before, .commit)
        let fixture = try await DatabaseFixture(.file, faults: faults)
        do throws(TransactionError<DatabaseError>) {
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 1)")
            }
            Issue.record("the commit failed")
        } catch {
            guard case .database(ScriptedFaults.error) = error else {
                Issue.record("\(error)")
                return
            }
        }
        #expect(faults.hasFired)
        #expect(try await fixture.ids() == [])
        try await fixture.insert(2)
        #expect(try await fixture.ids() == [2])
        await fixture.close()
    }

    @Test("A COMMIT whose answer is lost is unknown, neither written nor failed")
    func unknownCommit() async throws {
        let faults = ScriptedFaults(.after, .commit)
        let fixture = try await DatabaseFixture(.file, faults: faults)
        do throws(TransactionError<DatabaseError>) {
            try await fixture.database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 1)")
            }
            Issue.record("the answer was lost")
        } catch {
            guard case .commitOutcomeUnknown(ScriptedFaults.error) = error else {
                Issue.record("\(error)")
                return
            }
        }
        // Here it was written; only reading tells.
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("A fault at any statement of a body leaves nothing of it and everything of the others", arguments: [ScriptedFaults.Moment.before, .after])
    func faultSweep(_ moment: ScriptedFaults.Moment) async throws {
        var number = 1
        while true {
            let faults = ScriptedFaults(moment, .statement, number: number)
            let fixture = try await DatabaseFixture(.file, faults: faults)
            let kind = await errorKind {
                try await fixture.database.write { (transaction) throws(DatabaseError) in
                    _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (1, 'a', 1)")
                    _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (2, 'a', 1)")
                    _ = try transaction.execute("UPDATE coin SET owner = 'b'")
                }
            }
            let fired = faults.hasFired
            faults.disarm()
            if fired { #expect(kind == .storageFailure) }
            #expect(try await fixture.ids() == (fired ? [] : [1, 2]))
            try await fixture.insert(9)
            #expect(try await fixture.ids() == (fired ? [9] : [1, 2, 9]))
            await fixture.close()
            if !fired { break }
            number += 1
        }
        // Three statements of the body and the release of its savepoint.
        #expect(number == 5)
    }
}

@Suite("The log")
struct LogTests {
    /// Some 50 ms of work.
    private static let slowly: SQL = """
        WITH RECURSIVE number (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM number WHERE n < 300000)
        SELECT count(*) FROM number
        """

    @Test("Readers that never pause do not let the log grow without bound")
    func bounded() async throws {
        let fixture = try await DatabaseFixture(.file)
        let filler = [UInt8](repeating: 7, count: 100_000)
        let end = Flag()
        try await withThrowingTaskGroup(of: Void.self) { group in
            // More readers than reading connections, each in a long read: at no moment is there none.
            for _ in 0..<6 {
                group.addTask {
                    while !end.isUp {
                        _ = try await fixture.database.read { (transaction) throws(DatabaseError) in
                            _ = try transaction.run("SELECT count(*) FROM filler")
                            _ = try transaction.run(Self.slowly)
                        }
                    }
                }
            }
            for id in Int64(1)...1_600 {
                try await fixture.database.write { (transaction) throws(DatabaseError) in
                    if id == 1 { _ = try transaction.execute("DELETE FROM filler") }
                    _ = try transaction.execute("INSERT OR REPLACE INTO filler (id, data) VALUES (\(id % 8), \(filler))")
                }
            }
            end.raise()
            try await group.waitForAll()
        }
        // 1,600 times 25 pages are 160 MB; the log is held to 64 MiB and what one group adds.
        #expect(try fixture.logBytes() < 80 << 20)
        await fixture.close()
    }

    @Test("A refusal that rests on another body's change is not given before that change is committed")
    func refusalsWait() async throws {
        let faults = ScriptedFaults(.before, .commit)
        let fixture = try await DatabaseFixture(.file, faults: faults)
        let (started, released) = (Flag(), Flag())
        // Holds the writer until the two others wait, so that they become one group.
        fixture.engine.submit(
            ScriptedJob { _ in
                started.raise()
                while !released.isUp { sched_yield() }
                return false
            })
        try #require(await eventually { started.isUp })
        let insert: @Sendable (inout WriteTransaction) -> Bool = { transaction in
            (try? transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (7, 'a', 1)")) != nil
        }
        let (first, second) = (ScriptedJob(insert), ScriptedJob(insert))
        fixture.engine.submit(first)
        fixture.engine.submit(second)
        released.raise()
        try #require(await eventually { first.outcome != nil && second.outcome != nil })
        // The commit of the group fails: neither is written, and neither may be told that 7 is taken.
        for job in [first, second] {
            guard case .notWritten(ScriptedFaults.error) = job.outcome else {
                Issue.record("\(String(describing: job.outcome))")
                continue
            }
        }
        #expect(try await fixture.ids() == [])
        await fixture.close()
    }
}

@Suite("Durability")
struct DurabilityTests {
    @Test("A deferred commit is visible at once, and a synced one after it syncs again")
    func deferred() async throws {
        let fixture = try await DatabaseFixture(.file)
        let levels = try await withLevels(fixture)
        #expect(levels == [2, 1, 2, 1])
        #expect(try await fixture.ids() == [1, 2, 3, 4])
        await fixture.close()
    }

    /// `PRAGMA synchronous` as each body finds it: 2 syncs the log at every commit, 1 does not.
    private func withLevels(_ fixture: DatabaseFixture) async throws -> [Int64] {
        var levels: [Int64] = []
        for (id, durability) in [(Int64(1), Durability.synced), (2, .deferred), (3, .synced), (4, .deferred)] {
            levels.append(
                try await fixture.database.write(durability) { (transaction) throws(DatabaseError) in
                    _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (\(id), 'a', 1)")
                    return try transaction.run("PRAGMA synchronous")[0].integer(0)
                })
        }
        return levels
    }
}
