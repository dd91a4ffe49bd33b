import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: sagas", .serialized)
struct SagaTests {
    private let operation = OperationID()

    private func stored(_ operation: OperationID, in store: StoreFixture) async throws -> SagaRow? {
        try await store.read { try $0.saga(operation) }.get()
    }

    @Test(
        "A saga is read as it was begun: by its operation, by its quote, in the list, and under lock",
        arguments: StoreEngine.allCases)
    func begun(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operation = operation
        #expect(try await stored(operation, in: store) == nil)
        #expect(try await store.write { try $0.lockSaga(operation)?.value }.get() == nil)
        try await store.write { transaction in
            try transaction.beginSaga(operation, kind: .melt, quoteID: "q", at: 7)
            try transaction.beginSaga(OperationID(), kind: .swap, at: 8)
        }.get()
        let saga = try #require(try await stored(operation, in: store))
        #expect(saga.operation == operation && saga.kind == .melt && saga.state == .setupComplete)
        #expect(saga.quoteID == "q" && saga.preimage == nil && saga.spentMsat == nil)
        #expect(saga.owner == store.database.owner && saga.createdAt == 7 && saga.updatedAt == 7)
        #expect(saga.version == 1 && saga.hold == operation.held())
        #expect(try await store.write { try $0.lockSaga(operation)?.value }.get() == saga)
        #expect(try await store.read { try $0.saga(meltQuote: "q") }.get() == saga)
        #expect(try await store.read { try $0.saga(meltQuote: "r") }.get() == nil)
        #expect(try await store.read { try $0.sagas() }.get().compactMap { try? $0.get() }.first == saga)
    }

    @Test("An operation and a quote have one saga", arguments: StoreEngine.allCases)
    func once(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operation = operation
        _ = try await store.write { try $0.beginSaga(operation, kind: .melt, quoteID: "q", at: 1) }.get()
        let before = try await store.contents()
        let twin = try await store.write { try $0.beginSaga(operation, kind: .melt, quoteID: "r", at: 2) }
        let rival = try await store.write { try $0.beginSaga(OperationID(), kind: .melt, quoteID: "q", at: 2) }
        #expect(twin.refusal == .quotePending)
        #expect(rival.refusal == .quotePending)
        let swap = try await store.write { try $0.beginSaga(operation, kind: .swap, at: 2) }
        #expect(swap.refusal == .proofsPending, "what serves no quote is told that it is being served")
        #expect(try await store.contents() == before)
        let swaps = try await store.write { transaction in
            for _ in 0..<2 { try transaction.beginSaga(OperationID(), kind: .swap, at: 2) }
        }
        #expect(swaps.isSuccess, "any number may serve no quote")
    }

    @Test(
        "Incomplete operations are listed oldest first, each with its kind and state", arguments: StoreEngine.allCases)
    func list(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operations = (0..<4).map { _ in OperationID() }
        try await store.write { transaction in
            try transaction.beginSaga(operations[0], kind: .swap, at: 30)
            try transaction.beginSaga(operations[1], kind: .melt, quoteID: "a", at: 10)
            try transaction.beginSaga(operations[2], kind: .melt, quoteID: "b", at: 20)
            try transaction.beginSaga(operations[3], kind: .swap, at: 40)
            try transaction.advanceSaga(operations[1].held(), from: .setupComplete, to: .paymentAttempted, at: 50)
            try transaction.endSaga(operations[3].held(), in: .setupComplete)
        }.get()
        let sagas = try await store.read { try $0.sagas() }.get().compactMap { try? $0.get() }
        #expect(sagas.map(\.operation) == [operations[1], operations[2], operations[0]])
        #expect(sagas.map(\.kind) == [.melt, .melt, .swap])
        #expect(sagas.map(\.state) == [.paymentAttempted, .setupComplete, .setupComplete])
        #expect(sagas.map(\.updatedAt) == [50, 20, 30])
        try await store.write { transaction in
            _ = try transaction.execute("UPDATE saga SET state = 9 WHERE quote_id = 'a'")
        }.get()
        let damaged = try await store.read { try $0.sagas() }.get()
        #expect(damaged.map { (try? $0.get()) == nil } == [true, false, false], "it hides no other")
    }

    @Test("What was paid is kept with the saga, and its beginning stays", arguments: StoreEngine.allCases)
    func settlement(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (operation, preimage) = (operation, FixedBytes<32>.random())
        let record = { @Sendable (state: SagaState, version: Int64) in
            try await store.write {
                try $0.recordSettlement(operation.held(version), from: state, preimage: preimage, spentMsat: 9, at: 3)
            }
        }
        _ = try await store.write { try $0.beginSaga(operation, kind: .melt, quoteID: "q", at: 1) }.get()
        #expect(try await record(.paymentAttempted, 1).isConflict)
        let attempted = try await store.write {
            try $0.advanceSaga(operation.held(), from: .setupComplete, to: .paymentAttempted, at: 2)
        }.get()
        #expect(attempted == operation.held(2))
        #expect(try await record(.paymentAttempted, 1).isConflict, "of the state it is in, and held before")
        #expect(try await record(.paymentAttempted, 2).get() == operation.held(3))
        let saga = try #require(try await stored(operation, in: store))
        #expect(saga.state == .finalizing && saga.preimage == preimage && saga.spentMsat == 9)
        #expect(saga.createdAt == 1 && saga.updatedAt == 3 && saga.quoteID == "q")
        #expect(try await record(.paymentAttempted, 3).isConflict, "once")
        #expect(try await record(.setupComplete, 3).isConflict)
        #expect(try await stored(operation, in: store) == saga)
    }

    @Test("No saga finalizes without what was paid", arguments: StoreEngine.allCases)
    func unsettled(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operation = operation
        _ = try await store.write { try $0.beginSaga(operation, kind: .melt, quoteID: "q", at: 1) }.get()
        let advance = try await store.write {
            try $0.advanceSaga(operation.held(), from: .setupComplete, to: .finalizing, at: 2)
        }
        #expect(advance.isConflict)
        #expect(try await stored(operation, in: store)?.state == .setupComplete)
    }

    @Test("It ends once, in the state it is in, and whoever comes later finds nothing", arguments: StoreEngine.allCases)
    func ended(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operation = operation
        let end = { @Sendable (state: SagaState) in
            try await store.write { try $0.endSaga(operation.held(), in: state) }
        }
        #expect(try await end(.setupComplete).isConflict, "there is none")
        _ = try await store.write { try $0.beginSaga(operation, kind: .swap, at: 1) }.get()
        #expect(try await end(.finalizing).isConflict)
        #expect(try await end(.setupComplete).isSuccess)
        #expect(try await end(.setupComplete).isConflict)
        #expect(try await stored(operation, in: store) == nil)
        let advance = try await store.write {
            try $0.advanceSaga(operation.held(), from: .setupComplete, to: .paymentAttempted, at: 2)
        }
        #expect(advance.isConflict)
    }

    @Test("A body that gives up begins no saga", arguments: StoreEngine.allCases)
    func rollback(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let operation = operation
        let outcome: Result<Void, StoreError> = try await store.write { transaction in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            throw StoreError.conflict("given up")
        }
        #expect(outcome.isConflict)
        #expect(try await stored(operation, in: store) == nil)
    }
}
