import Cashu
import MintStore
import Storage
import Testing

@Suite("Store: incidents", .serialized)
struct IncidentTests {
    private func incidents(in store: StoreFixture) async throws -> [Incident] {
        try await store.read { try $0.incidents() }.get()
    }

    /// What stops the melts of a backend, as it is read and as it is read where one is decided about.
    private func stopping(_ backend: String, in store: StoreFixture) async throws -> Incident? {
        let read = try await store.read { try $0.incident(stoppingMeltsOf: backend) }.get()
        let written = try await store.write { try $0.incident(stoppingMeltsOf: backend) }.get()
        #expect(read == written)
        return read
    }

    @Test("An incident is read as it was recorded, the newest first", arguments: StoreEngine.allCases)
    func recorded(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let reports = Incident.Kind.allCases.map { Sample.incident($0, "é \($0)") }
            + [Incident.Report(.conservation, backend: nil, detail: "")]
        for (time, report) in reports.enumerated() {
            try await store.write { try $0.record(report, at: UInt64(time)) }.get()
        }
        let found = try await incidents(in: store)
        #expect(found.map(\.report) == reports.reversed())
        #expect(found.map(\.recordedAt) == (0..<5).reversed())
        #expect(found.allSatisfy { $0.resolution == nil })
        #expect(Set(found.map(\.number)).count == 5)
        let newest = try await store.read { try $0.incidents(limit: 2) }.get()
        #expect(newest == Array(found.prefix(2)))
    }

    @Test("What an operator did by hand is recorded as dealt with, and stops nothing", arguments: StoreEngine.allCases)
    func manual(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let report = Sample.incident(.manual)
        try await store.write { try $0.record(report, at: 4, resolution: "asked the node") }.get()
        let found = try #require(try await incidents(in: store).first)
        #expect(found.resolution == Incident.Resolution(at: 4, reason: "asked the node"))
        #expect(try await stopping("node", in: store) == nil)
        #expect(try await store.write { try $0.resolve(incident: found.number, reason: "again", at: 5) }.isConflict)
    }

    @Test("One of a kind is open at a time where only the first counts", arguments: StoreEngine.allCases)
    func once(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let record = { @Sendable (kind: Incident.Kind) in
            let report = Sample.incident(kind)
            return try await store.write { try $0.recordOnce(report, at: 1) }.get()
        }
        #expect(try await record(.conservation))
        #expect(try await !record(.conservation))
        #expect(try await record(.latePayment), "of another kind")
        #expect(try await incidents(in: store).count == 2)
        let first = try #require(try await incidents(in: store).last).number
        try await store.write { try $0.resolve(incident: first, reason: "found", at: 2) }.get()
        #expect(try await record(.conservation), "the other one is dealt with")
        #expect(try await incidents(in: store).count == 3)
    }

    @Test("It is resolved once, in words, and stays", arguments: StoreEngine.allCases)
    func resolved(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let reports = [Sample.incident(), Sample.incident(.latePayment)]
        try await store.write { transaction in for report in reports { try transaction.record(report, at: 1) } }.get()
        let numbers = try await incidents(in: store).map(\.number)
        let resolve = { @Sendable (number: Int64, reason: String, time: UInt64) in
            try await store.write { try $0.resolve(incident: number, reason: reason, at: time) }
        }
        #expect(try await resolve((numbers.max() ?? 0) + 1, "nothing there", 2).isConflict)
        #expect(try await resolve(numbers[0], "the node was repaired", 7).isSuccess)
        let after = try await store.contents()
        #expect(try await resolve(numbers[0], "again", 8).isConflict)
        #expect(try await store.contents() == after)
        let found = try await incidents(in: store)
        #expect(found.map(\.report) == reports.reversed())
        #expect(found.map(\.resolution) == [Incident.Resolution(at: 7, reason: "the node was repaired"), nil])
    }

    @Test("Melts stop for what is open: of one backend, or of all; the oldest is told", arguments: StoreEngine.allCases)
    func stopping(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        #expect(try await stopping("node", in: store) == nil)
        let (own, foreign, all) = (
            Sample.incident(backend: "node"), Sample.incident(backend: "other"),
            Sample.incident(.conservation, backend: nil)
        )
        try await store.write { try $0.record(foreign, at: 1) }.get()
        #expect(try await stopping("node", in: store) == nil, "another backend may be wrong alone")
        #expect(try await stopping("Other", in: store) == nil)
        try await store.write { transaction in
            try transaction.record(own, at: 2)
            try transaction.record(all, at: 3)
        }.get()
        #expect(try await stopping("node", in: store)?.report == own)
        #expect(try await stopping("other", in: store)?.report == foreign)
        #expect(try await stopping("third", in: store)?.report == all)
        for (report, next) in [(own, all), (all, nil)] as [(Incident.Report, Incident.Report?)] {
            let number = try #require(try await incidents(in: store).first { $0.report == report }).number
            try await store.write { try $0.resolve(incident: number, reason: "seen", at: 4) }.get()
            #expect(try await stopping("node", in: store)?.report == next)
        }
        #expect(try await stopping("other", in: store)?.report == foreign)
    }

    @Test("What was given up is no incident, and no incident contradicts itself", arguments: StoreEngine.allCases)
    func refused(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let report = Sample.incident()
        let outcome: Result<Void, StoreError> = try await store.write { transaction in
            try transaction.record(report, at: 1)
            throw StoreError.conflict("given up")
        }
        #expect(outcome.isConflict)
        #expect(try await incidents(in: store).isEmpty)
        try await store.write { try $0.record(report, at: 1) }.get()
        let before = try await store.contents()
        let contradictions: [SQL] = [
            "UPDATE incident SET resolved_at = 1", "UPDATE incident SET resolution = 'seen'",
            "UPDATE incident SET kind = 'HARMLESS'", "UPDATE incident SET detail = NULL",
        ]
        for statement in contradictions {
            let outcome = try await store.write { try $0.execute(statement) }
            #expect(outcome.kind == .constraintViolation, "\(statement.text(in: engine.dialect))")
        }
        #expect(try await store.contents() == before)
    }
}
