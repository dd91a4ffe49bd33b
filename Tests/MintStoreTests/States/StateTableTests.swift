import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

/// Every pair of states, by the call that would lead from one to the other: what is in the table takes place, and what
/// is not changes nothing.
@Suite("Store: tables of states", .serialized)
struct StateTableTests {
    /// - Parameter outcome: of the call; `nil` when the store has none that could lead there.
    private func expect(
        _ isAllowed: Bool, _ outcome: Result<Void, StoreError>?, from before: [String], in store: StoreFixture,
        _ pair: String
    ) async throws {
        guard let outcome else {
            #expect(!isAllowed, "\(pair)")
            return
        }
        #expect(outcome.isSuccess == isAllowed, "\(pair)")
        let isRefused = outcome.isConflict || outcome.refusal != nil
        #expect(isAllowed || isRefused, "\(pair): for no reason of the database's")
        let after = try await store.contents()
        #expect((after == before) == !isAllowed, "\(pair)")
    }

    @Test("Of proofs", arguments: StoreEngine.allCases)
    func proofs(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for state in ProofState.allCases {
            for next in ProofState.allCases {
                let (input, operation) = (Sample.input(), OperationID())
                try await store.write { transaction in
                    if state == .unspent { return }
                    try transaction.reserve([input], for: operation, kind: .swap, at: 1)
                    if state == .spent { try transaction.spendReserved(1, by: operation, at: 2) }
                }.get()
                let before = try await store.contents()
                let outcome = try await store.write { transaction in
                    switch next {
                    case .pending: try transaction.reserve([input], for: operation, kind: .swap, at: 3)
                    case .spent: try transaction.spendReserved(1, by: operation, at: 3)
                    case .unspent: try transaction.releaseReserved(by: operation)
                    }
                }
                let isAllowed = StateTables.proof.allows(state, next)
                try await expect(isAllowed, outcome, from: before, in: store, "\(state) → \(next)")
                let now = try await store.read { try $0.states(of: [input.y])[0].state }.get()
                #expect(now == (isAllowed ? next : state), "\(state) → \(next)")
            }
        }
    }

    @Test("Of mint quotes", arguments: StoreEngine.allCases)
    func mintQuotes(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for state in MintQuote.State.allCases {
            for next in MintQuote.State.allCases {
                let quote = Sample.mintQuote()
                try await store.write { try $0.insert(quote) }.get()
                if state != .unpaid { try await move(quote, to: .paid, in: store)?.get() }
                if state == .issued { try await move(quote, to: .issued, in: store)?.get() }
                let before = try await store.contents()
                let outcome = try await move(quote, to: next, in: store)
                let isAllowed = StateTables.mintQuote.allows(state, next)
                try await expect(isAllowed, outcome, from: before, in: store, "\(state) → \(next)")
                let now = try await store.read { try $0.knownMintQuote(quote.id).state }.get()
                #expect(now == (isAllowed ? next : state), "\(state) → \(next)")
            }
        }
    }

    private func move(
        _ quote: MintQuote, to state: MintQuote.State, in store: StoreFixture
    ) async throws -> Result<Void, StoreError>? {
        if state == .unpaid { return nil }
        return try await store.write { transaction in
            guard let locked = try transaction.lockMintQuote(quote.id) else { throw StoreError.unknown(.mintQuote) }
            if state == .paid {
                _ = try transaction.markPaid(locked, amount: 8, at: 2)
            } else {
                try transaction.markIssued(locked, at: 3)
            }
        }
    }

    @Test("Of melt quotes", arguments: StoreEngine.allCases)
    func meltQuotes(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for state in MeltQuote.State.allCases {
            for next in MeltQuote.State.allCases {
                let (quote, operation) = (Sample.meltQuote(), OperationID())
                try await store.write { transaction in
                    try transaction.insert(quote)
                    // So that it is the state alone that refuses.
                    try transaction.beginSaga(operation, kind: .melt, quoteID: quote.id, at: 1)
                }.get()
                if state != .unpaid { try await move(quote, to: .pending, by: operation, in: store).get() }
                if state == .paid { try await move(quote, to: .paid, by: operation, in: store).get() }
                let before = try await store.contents()
                let outcome = try await move(quote, to: next, by: operation, in: store)
                let isAllowed = StateTables.meltQuote.allows(state, next)
                try await expect(isAllowed, outcome, from: before, in: store, "\(state) → \(next)")
                let now = try await store.read { try $0.knownMeltQuote(quote.id).state }.get()
                #expect(now == (isAllowed ? next : state), "\(state) → \(next)")
            }
        }
    }

    private func move(
        _ quote: MeltQuote, to state: MeltQuote.State, by operation: OperationID, in store: StoreFixture
    ) async throws -> Result<Void, StoreError> {
        try await store.write { transaction in
            switch state {
            case .unpaid: try transaction.markUnpaid(meltQuote: quote.id, by: operation.held(), at: 3)
            case .pending:
                guard let locked = try transaction.lockMeltQuote(quote.id) else { throw StoreError.unknown(.meltQuote) }
                try transaction.markPending(locked, for: FixedBytes(), by: operation, at: 3)
            case .paid: try transaction.markPaid(meltQuote: quote.id, by: operation.held(), preimage: nil, at: 3)
            }
        }
    }

    @Test("Of sagas, by whatever state the caller believes it to be in", arguments: StoreEngine.allCases)
    func sagas(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        for state in SagaState.allCases {
            for believed in SagaState.allCases {
                for next in SagaState.allCases {
                    let operation = OperationID()
                    let hold = try await begin(operation, state, in: store)
                    let before = try await store.contents()
                    let outcome = try await store.write { (transaction) -> Void in
                        if next == .finalizing {
                            try transaction.recordSettlement(
                                hold, from: believed, preimage: nil, spentMsat: 1, at: 3)
                        } else {
                            try transaction.advanceSaga(hold, from: believed, to: next, at: 3)
                        }
                    }
                    let isAllowed = believed == state && StateTables.saga.allows(state, next)
                    let name = "\(state), believed \(believed) → \(next)"
                    try await expect(isAllowed, outcome, from: before, in: store, name)
                    let now = try await store.read { try $0.saga(operation)?.state }.get()
                    #expect(now == (isAllowed ? next : state), "\(name)")
                }
                let operation = OperationID()
                let hold = try await begin(operation, state, in: store)
                let before = try await store.contents()
                let outcome = try await store.write { try $0.endSaga(hold, in: believed) }
                try await expect(believed == state, outcome, from: before, in: store, "\(state), ended in \(believed)")
            }
        }
    }

    private func begin(
        _ operation: OperationID, _ state: SagaState, in store: StoreFixture
    ) async throws -> SagaHold {
        try await store.write { transaction in
            let hold = try transaction.beginSaga(operation, kind: .melt, quoteID: operation.text, at: 1)
            return switch state {
            case .setupComplete: hold
            case .paymentAttempted:
                try transaction.advanceSaga(hold, from: .setupComplete, to: .paymentAttempted, at: 2)
            case .finalizing:
                try transaction.recordSettlement(hold, from: .setupComplete, preimage: nil, spentMsat: 1, at: 2)
            }
        }.get()
    }

    @Test("The tables are what the protocol says, and whatever is final is final")
    func tables() {
        let proofs = ProofState.allCases.flatMap { state in
            ProofState.allCases.filter { StateTables.proof.allows(state, $0) }.map { "\(state) \($0)" }
        }
        #expect(proofs == ["unspent pending", "pending unspent", "pending spent"])
        let mintQuotes = MintQuote.State.allCases.flatMap { state in
            MintQuote.State.allCases.filter { StateTables.mintQuote.allows(state, $0) }.map { "\(state) \($0)" }
        }
        #expect(mintQuotes == ["unpaid paid", "paid issued"])
        let meltQuotes = MeltQuote.State.allCases.flatMap { state in
            MeltQuote.State.allCases.filter { StateTables.meltQuote.allows(state, $0) }.map { "\(state) \($0)" }
        }
        #expect(meltQuotes == ["unpaid pending", "pending unpaid", "pending paid"])
        let sagas = SagaState.allCases.flatMap { state in
            SagaState.allCases.filter { StateTables.saga.allows(state, $0) }.map { "\(state) \($0)" }
        }
        #expect(
            sagas == [
                "setupComplete paymentAttempted", "setupComplete finalizing", "paymentAttempted finalizing",
            ])
    }
}
