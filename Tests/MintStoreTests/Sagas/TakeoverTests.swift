import Cashu
import MintStore
import Storage
import TestSupport
import Testing

@Suite("Store: owners of sagas", .serialized)
struct TakeoverTests {
    private let operation = OperationID()

    private func begin(in store: StoreFixture) async throws {
        let operation = operation
        _ = try await store.write { try $0.beginSaga(operation, kind: .melt, quoteID: "q", at: 1) }.get()
    }

    /// - Returns: its version from now on.
    private func takeOver(in store: StoreFixture) async throws -> Int64? {
        let operation = operation
        return try await store.write { transaction in
            guard let saga = try transaction.lockSaga(operation) else { throw StoreError.conflict("no saga") }
            return try transaction.takeOver(saga)?.version
        }.get()
    }

    /// Each change that an owner makes to its saga, one after another, from this version on.
    private func write(_ version: Int64 = 1, in store: StoreFixture) async throws -> [Result<Void, StoreError>] {
        let operation = operation
        return [
            try await store.write { transaction in
                try transaction.advanceSaga(
                    operation.held(version), from: .setupComplete, to: .paymentAttempted, at: 2)
                return ()
            },
            try await store.write { transaction in
                try transaction.recordSettlement(
                    operation.held(version + 1), from: .paymentAttempted, preimage: nil, spentMsat: 1, at: 3)
                return ()
            },
            try await store.write { try $0.endSaga(operation.held(version + 2), in: .finalizing) },
        ]
    }

    private func owner(in store: StoreFixture) async throws -> Int64? {
        let operation = operation
        return try await store.read { try $0.saga(operation)?.owner }.get()
    }

    @Test("A saga of one's own needs no taking over", arguments: StoreEngine.allCases)
    func own(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        try await begin(in: store)
        let before = try await store.contents()
        #expect(try await takeOver(in: store) == 1)
        #expect(try await store.contents() == before)
    }

    @Test("What its owner left when it ended is taken over by the next", arguments: [StoreEngine.file, .postgres])
    func inherited(_ engine: StoreEngine) async throws {
        let first = try await StoreFixture(engine)
        try await begin(in: first)
        await first.database.close()
        let second = try StoreFixture(reopening: first.place)
        #expect(try await owner(in: second) == first.database.owner)
        for version: Int64 in [1, 2] {
            #expect(try await write(version, in: second).allSatisfy(\.isConflict), "not before it is taken over")
        }
        // The server notices the end of a session in its own time.
        #expect(try await eventually { try await takeOver(in: second) == 2 })
        #expect(try await owner(in: second) == second.database.owner)
        #expect(try await write(in: second).allSatisfy(\.isConflict), "as it was before")
        #expect(try await write(2, in: second).allSatisfy(\.isSuccess))
    }

    @Test("Not while its owner lives")
    func living() async throws {
        let first = try await StoreFixture(.postgres)
        let second = try StoreFixture(reopening: first.place)
        #expect(first.database.owner != second.database.owner)
        try await begin(in: first)
        for _ in 0..<20 { #expect(try await takeOver(in: second) == nil) }
        #expect(try await owner(in: second) == first.database.owner)
        #expect(try await write(in: second).allSatisfy(\.isConflict))
        #expect(try await write(in: first).allSatisfy(\.isSuccess))
    }

    @Test("An owner that lost its hold and comes back finds its saga in other hands")
    func fenced() async throws {
        let first = try await StoreFixture(.postgres)
        let second = try StoreFixture(reopening: first.place)
        try await begin(in: first)
        let (operation, owner) = (operation, first.database.owner)
        // Its listening session is ended, as when a server restarts, and does not come back before it is too late.
        let taken = try await second.write { transaction in
            guard let saga = try transaction.lockSaga(operation) else { throw StoreError.conflict("no saga") }
            _ = try transaction.run(
                """
                SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND granted
                    AND (classid::bigint << 32 | objid::bigint) = \(owner)
                """)
            _ = try transaction.run("SELECT pg_advisory_xact_lock(\(owner))")
            return try transaction.takeOver(saga)
        }.get()
        #expect(taken == operation.held(2))
        let before = try await second.contents()
        for version: Int64 in [1, 2] {
            #expect(try await write(version, in: first).allSatisfy(\.isConflict))
            let quoted = try await first.write {
                try $0.markUnpaid(meltQuote: "q", by: operation.held(version), at: 2)
            }
            #expect(quoted.isConflict)
        }
        #expect(try await takeOver(in: first) == nil, "and cannot take it back")
        #expect(try await second.contents() == before)
        #expect(try await write(2, in: second).allSatisfy(\.isSuccess))
    }

    @Test("Of two heirs one takes over")
    func twoHeirs() async throws {
        let first = try await StoreFixture(.postgres)
        let heirs = try (0..<4).map { _ in try StoreFixture(reopening: first.place) }
        try await begin(in: first)
        await first.database.close()
        #expect(
            try await eventually {
                try await concurrently(4) { try await takeOver(in: heirs[$0]) }.contains(2)
            })
        let owner = try await owner(in: heirs[0])
        #expect(heirs.map(\.database.owner).contains { $0 == owner })
        #expect(try await concurrently(4) { try await takeOver(in: heirs[$0]) }.compactMap(\.self) == [2])
    }
}
