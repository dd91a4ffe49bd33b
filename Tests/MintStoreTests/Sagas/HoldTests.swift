import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

/// A process that was away for a while may come back under its own name and find that somebody, be it itself, has
/// gone on with its saga: what it knows is old, and must not be written.
@Suite("Store: versions of sagas", .serialized)
struct HoldTests {
    /// Each call that is given a hold.
    enum Step: CaseIterable {
        case advance, settle, settleInside, end, markPaid, markUnpaid

        var state: SagaState {
            switch self {
            case .advance, .settleInside, .end: .setupComplete
            case .settle, .markUnpaid: .paymentAttempted
            case .markPaid: .finalizing
            }
        }
    }

    /// A quote that is being paid, by a saga of this process in its second version.
    private func prepare(
        _ step: Step, _ quote: MeltQuote, _ operation: OperationID, in store: StoreFixture
    ) async throws {
        try await store.write { transaction in
            try transaction.insert(quote)
            guard let locked = try transaction.lockMeltQuote(quote.id) else { throw StoreError.unknown(.meltQuote) }
            try transaction.markPending(locked, for: FixedBytes(), by: operation, at: 1)
            try transaction.beginSaga(operation, kind: .melt, quoteID: quote.id, at: 1)
            _ = try transaction.execute(
                """
                UPDATE saga SET version = 2, state = \(step.state.rawValue)
                WHERE operation_id = \(operation.bytes.bytes)
                """)
        }.get()
    }

    private func run(
        _ step: Step, _ quote: MeltQuote, _ hold: SagaHold, in store: StoreFixture
    ) async throws -> Result<SagaHold?, StoreError> {
        try await store.write { transaction in
            switch step {
            case .advance:
                return try transaction.advanceSaga(hold, from: .setupComplete, to: .paymentAttempted, at: 2)
            case .settle, .settleInside:
                return try transaction.recordSettlement(hold, from: step.state, preimage: nil, spentMsat: 1, at: 2)
            case .end: try transaction.endSaga(hold, in: .setupComplete)
            case .markPaid: try transaction.markPaid(meltQuote: quote.id, by: hold, preimage: nil, at: 2)
            case .markUnpaid: try transaction.markUnpaid(meltQuote: quote.id, by: hold, at: 2)
            }
            return nil
        }
    }

    @Test(
        "A step with any version but the last is a conflict and changes nothing, also by the owner",
        arguments: StoreEngine.allCases, Step.allCases)
    func stale(_ engine: StoreEngine, _ step: Step) async throws {
        let store = try await StoreFixture(engine)
        let (quote, operation) = (Sample.meltQuote(), OperationID())
        try await prepare(step, quote, operation, in: store)
        let before = try await store.contents()
        for version: Int64 in [0, 1, 3] {
            #expect(try await run(step, quote, operation.held(version), in: store).isConflict, "version \(version)")
            #expect(try await store.contents() == before)
        }
        let next = try await run(step, quote, operation.held(2), in: store).get()
        #expect(try await store.contents() != before, "it is the version and nothing else that was refused")
        let isStep = [.advance, .settle, .settleInside].contains(step)
        #expect(next == (isStep ? operation.held(3) : nil))
        let hold = try await store.read { try $0.saga(operation)?.hold }.get()
        #expect(hold == (step == .end ? nil : next ?? operation.held(2)))
    }

    @Test("A step of which the answer was lost is not taken twice", arguments: StoreEngine.allCases, Step.allCases)
    func twice(_ engine: StoreEngine, _ step: Step) async throws {
        let store = try await StoreFixture(engine)
        let (quote, operation) = (Sample.meltQuote(), OperationID())
        try await prepare(step, quote, operation, in: store)
        _ = try await run(step, quote, operation.held(2), in: store).get()
        let after = try await store.contents()
        #expect(try await run(step, quote, operation.held(2), in: store).isConflict)
        #expect(try await store.contents() == after)
    }

    @Test("A hold is of one operation: the version of another opens nothing", arguments: StoreEngine.allCases)
    func other(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (first, second) = (OperationID(), OperationID())
        let quote = Sample.meltQuote()
        try await prepare(.markPaid, quote, first, in: store)
        try await store.write { transaction in
            try transaction.beginSaga(second, kind: .swap, at: 1)
            _ = try transaction.execute("UPDATE saga SET version = 2")
        }.get()
        #expect(try await run(.markPaid, quote, second.held(2), in: store).isConflict)
        #expect(try await run(.markPaid, quote, first.held(2), in: store).isSuccess)
    }
}
