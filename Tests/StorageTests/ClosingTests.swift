import Storage
import StoragePostgres
import TestSupport
import Testing

@Suite("The end of an engine")
struct ClosingTests {
    @Test("Closing finishes what was submitted, and answers everything after it", arguments: DatabaseKind.allCases)
    func closing(_ kind: DatabaseKind) async throws {
        let url = kind == .postgres ? try await TestPostgres.freshURL() : ""
        let fixture = try await DatabaseFixture(kind) {
            $0.connection = url
            $0.maximumConnections = 2
        }
        let jobs = (Int64(1)...50).map { id in ScriptedJob { (try? $0.insert(id)) != nil } }
        for job in jobs { fixture.engine.submit(job) }
        await fixture.close()
        #expect(jobs.allSatisfy { $0.outcome.isCommitted })
        let late = ScriptedJob { _ in true }
        fixture.engine.submit(late)
        guard case .notWritten(let error)? = late.outcome else {
            Issue.record("it was not answered")
            return
        }
        #expect(error.kind == .closed)
    }

    @Test("Whatever is submitted while the database closes is answered before it is closed, or refused")
    func racingClose() async throws {
        for _ in 0..<20 {
            let fixture = try await DatabaseFixture(.postgres)
            let jobs = (Int64(1)...8).map { id in ScriptedJob { (try? $0.insert(id)) != nil } }
            let submitted = Count()
            _ = WorkerThread { [engine = fixture.engine] in
                for job in jobs {
                    engine.submit(job)
                    submitted.add()
                }
            }
            await fixture.close()
            let answered = jobs.prefix(submitted.value)
            #expect(answered.allSatisfy { $0.outcome != nil })
            #expect(await eventually { jobs.allSatisfy { $0.outcome != nil } })
        }
    }

    @Test("A caller who is cancelled is told what became of the write all the same", arguments: DatabaseKind.allCases)
    func cancelled(_ kind: DatabaseKind) async throws {
        let fixture = try await DatabaseFixture(kind)
        let (started, released) = (Flag(), Flag())
        let write = Task {
            await fixture.outcome { (transaction) throws(DatabaseError) in
                started.raise()
                released.block()
                try transaction.insert(1)
            }
        }
        try #require(await eventually { started.isUp })
        write.cancel()
        released.raise()
        #expect(await write.value == .committed)
        #expect(try await fixture.ids() == [1])
        await fixture.close()
    }

    @Test("An engine that is dropped without being closed leaves no session behind")
    func dropped() async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        let observer = try PostgresObserver(of: url, from: try await TestPostgres.freshURL())
        do {
            let fixture = try await DatabaseFixture(.postgres) { $0.connection = url }
            try await fixture.insert(1)
            #expect(try await observer.sessions() >= 2)
        }
        #expect(try await eventually { try await observer.sessions() == 0 })
        await observer.close()
    }
}
