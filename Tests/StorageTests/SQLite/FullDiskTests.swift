import Foundation
import Storage
import StorageSQLite
import Synchronization
import TestSupport
import Testing

@Suite("A full disk under SQLite")
struct FullDiskTests {
    @Test("A body that does not fit answers its whole group, and what is smaller works again")
    func pageLimit() async throws {
        let fixture = try await DatabaseFixture(.file)
        try await fixture.insert(1)
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.run("PRAGMA max_page_count = 20")
        }
        let data = [UInt8](repeating: 7, count: 200_000)
        let jobs = (Int64(2)...9).map { id in
            ScriptedJob { transaction in
                guard (try? transaction.insert(id)) != nil else { return false }
                guard id == 5 else { return true }
                return (try? transaction.execute("INSERT INTO filler (id, data) VALUES (1, \(data))")) != nil
            }
        }
        try await submit(jobs, fixture)
        let committed = zip(Int64(2)..., jobs).filter { $1.outcome.isCommitted }.map(\.0)
        #expect(!committed.contains(5))
        #expect(try await fixture.ids() == [1] + committed)
        try await fixture.insert(100)
        #expect(try await fixture.ids() == [1] + committed + [100])
        await fixture.close()
    }

    @Test(
        "A COMMIT that finds the disk full answers every body of its group, and with space again all is well",
        .enabled(if: SmallDisk.isPossible))
    func fullAtCommit() async throws {
        let disk = try await SmallDisk(megabytes: 2)
        let fixture = try await DatabaseFixture(.file, path: "\(disk.path)/test.sqlite")
        try await fixture.insert(1)
        let filler = "\(disk.path)/filler"
        try #require(FileManager.default.createFile(atPath: filler, contents: nil))
        let handle = try #require(FileHandle(forWritingAtPath: filler))
        #expect(throws: (any Error).self) {
            for _ in 0..<1_000 { try handle.write(contentsOf: Data(count: 4_096)) }
        }
        try handle.close()
        let jobs = (Int64(2)...9).map { id in ScriptedJob { (try? $0.insert(id)) != nil } }
        // More than the space that is left in the pages that exist.
        let data = [UInt8](repeating: 7, count: 20_000)
        let big = ScriptedJob { (try? $0.execute("INSERT INTO filler (id, data) VALUES (1, \(data))")) != nil }
        try await submit(jobs + [big], fixture)
        for job in jobs + [big] {
            // SQLite rolls back and says so, but the disk did not say how far the log was written.
            switch job.outcome {
            case .notWritten(let error), .unknown(let error): #expect(error.kind == .storageFailure)
            default: Issue.record("\(String(describing: job.outcome))")
            }
        }
        #expect(try await fixture.ids() == [1])
        // Not by removing it: a process that another test starts may have inherited it, and holds its space for a moment.
        let emptied = try #require(FileHandle(forWritingAtPath: filler))
        try emptied.truncate(atOffset: 0)
        try emptied.close()
        try await fixture.insert(100)
        #expect(try await fixture.ids() == [1, 100])
        await fixture.close()
    }

    /// As one group, behind a body that holds the writer until all are there.
    private func submit(_ jobs: [ScriptedJob], _ fixture: DatabaseFixture) async throws {
        let (started, released) = (Flag(), Flag())
        fixture.engine.submit(
            ScriptedJob { _ in
                started.raise()
                released.block()
                return false
            })
        try #require(await eventually { started.isUp })
        for job in jobs { fixture.engine.submit(job) }
        released.raise()
        try #require(await eventually { jobs.allSatisfy { $0.outcome != nil } })
    }
}
