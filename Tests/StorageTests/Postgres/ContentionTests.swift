import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("Transactions that stand in one another's way")
struct ContentionTests {
    private static let collide: SQL = "DO $$ BEGIN RAISE EXCEPTION 'as two would' USING ERRCODE = '40001'; END $$"

    @Test("Two that wait for each other are both written: one gives way and runs again")
    func deadlock() async throws {
        let fixture = try await DatabaseFixture(.postgres)
        for id in Int64(1)...2 { try await fixture.insert(id) }
        let (first, second, runs) = (Flag(), Flag(), Count())
        let update: @Sendable (Int64, Int64, Flag, Flag) async -> Outcome = { one, other, mine, theirs in
            await fixture.outcome { (transaction) throws(DatabaseError) in
                runs.add()
                _ = try transaction.execute("UPDATE coin SET amount = amount + 1 WHERE id = \(one)")
                mine.raise()
                theirs.block()
                _ = try transaction.execute("UPDATE coin SET amount = amount + 1 WHERE id = \(other)")
            }
        }
        async let left = update(1, 2, first, second)
        async let right = update(2, 1, second, first)
        #expect(await [left, right] == [.committed, .committed])
        // With two they would not have met.
        #expect(runs.value >= 3)
        #expect(try await amounts(fixture) == [3, 3])
        await fixture.close()
    }

    @Test("Under a moderate load of opposite orders nobody is told of a deadlock")
    func moderateLoad() async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.maximumConnections = 4
            // The server looks for a deadlock once a second: this takes a while.
            $0.connectionTimeout = .seconds(60)
        }
        for id in Int64(1)...4 { try await fixture.insert(id) }
        await withTaskGroup(of: Outcome.self) { group in
            for number in Int64(0)..<24 {
                group.addTask {
                    await fixture.outcome { (transaction) throws(DatabaseError) in
                        for id in [number % 4, (number * 7 + 3) % 4] {
                            _ = try transaction.execute("UPDATE coin SET amount = amount + 1 WHERE id = \(id + 1)")
                        }
                    }
                }
            }
            for await outcome in group { #expect(outcome == .committed) }
        }
        #expect(try await amounts(fixture).reduce(0, +) == 52)
        await fixture.close()
    }

    @Test("A serialization failure runs the body again, also when the body swallowed it", arguments: [true, false])
    func serialization(_ isSwallowed: Bool) async throws {
        let fixture = try await DatabaseFixture(.postgres)
        let runs = Count()
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(Int64(runs.add()))
            guard runs.value < 3 else { return }
            do throws(DatabaseError) {
                _ = try transaction.execute(Self.collide)
            } catch {
                if !isSwallowed { throw error }
            }
        }
        #expect(outcome == .committed)
        #expect(try await fixture.ids() == [3])
        await fixture.close()
    }

    @Test("A serialization failure that comes again and again is given up, and the session works on")
    func givenUp() async throws {
        let fixture = try await DatabaseFixture(.postgres) { $0.maximumConnections = 1 }
        let runs = Count()
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(Int64(runs.add()))
            _ = try transaction.execute(Self.collide)
        }
        #expect(outcome == .notWritten(.contended))
        #expect(runs.value > 3)
        try await fixture.insert(100)
        #expect(try await fixture.ids() == [100])
        await fixture.close()
    }

    @Test("Waiting for a row that another holds ends, as busy, and the session works on")
    func lockTimeout() async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.maximumConnections = 4
            $0.lockTimeout = .milliseconds(100)
        }
        try await fixture.insert(1)
        let (held, released) = (Flag(), Flag())
        async let holder = fixture.outcome { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE coin SET owner = 'bob' WHERE id = 1")
            held.raise()
            released.block()
        }
        try #require(await eventually { held.isUp })
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("UPDATE coin SET owner = 'carol' WHERE id = 1")
        }
        #expect(outcome == .gaveUp(.busy))
        try await fixture.insert(2)
        released.raise()
        #expect(await holder == .committed)
        #expect(try await fixture.ids() == [1, 2])
        await fixture.close()
    }

    @Test("A statement that takes too long is ended, as busy, and the session works on")
    func statementTimeout() async throws {
        let fixture = try await DatabaseFixture(.postgres) {
            $0.maximumConnections = 1
            $0.statementTimeout = .milliseconds(200)
        }
        let before = try await fixture.database.write { (transaction) throws(DatabaseError) in try transaction.backend()
        }
        #expect(
            await errorKind {
                _ = try await fixture.database.read { (transaction) throws(DatabaseError) in
                    try transaction.run("SELECT pg_sleep(60)")
                }
            } == .busy)
        let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
            try transaction.insert(1)
            _ = try? transaction.run("SELECT pg_sleep(60)")
        }
        #expect(outcome == .notWritten(.busy))
        let after = try await fixture.database.write { (transaction) throws(DatabaseError) in try transaction.backend()
        }
        #expect(after == before)
        #expect(try await fixture.ids() == [])
        await fixture.close()
    }

    private func amounts(_ fixture: DatabaseFixture) async throws -> [Int64] {
        try await fixture.database.read { (transaction) throws(DatabaseError) in
            var amounts: [Int64] = []
            for row in try transaction.run("SELECT amount FROM coin ORDER BY id") { amounts.append(try row.integer(0)) }
            return amounts
        }
    }
}
