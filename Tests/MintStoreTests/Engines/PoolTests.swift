import Cashu
import MintStore
import Storage
import Testing

@Suite("Store: one connection, and callers that go away", .serialized)
struct PoolTests {
    @Test("With one connection many read and write, one after another", arguments: StoreEngine.allCases)
    func poolOfOne(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 1))
        let inputs = (0..<40).map { _ in Sample.input() }
        let outcomes = try await concurrently(40) { number in
            let operation = OperationID()
            let outcome = try await store.write { transaction in
                try transaction.reserve([inputs[number]], for: operation, kind: .swap, at: 1)
                guard number.isMultiple(of: 4) else { return }
                throw StoreError.conflict("given up")
            }
            let state = try await store.read { try $0.states(of: [inputs[number].y])[0].state }.get()
            return (outcome, state)
        }
        for (number, (outcome, state)) in outcomes.enumerated() {
            #expect(outcome.isConflict == number.isMultiple(of: 4))
            #expect(state == (number.isMultiple(of: 4) ? .unspent : .pending))
        }
    }

    @Test("With one connection a refused write leaves it usable", arguments: StoreEngine.allCases)
    func afterRefusal(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 1))
        let input = Sample.input()
        try await store.write { try $0.reserve([input], for: OperationID(), kind: .swap, at: 1) }.get()
        for _ in 0..<20 {
            let again = try await store.write { try $0.reserve([input], for: OperationID(), kind: .swap, at: 1) }
            #expect(again.refusal == .proofsPending)
            let broken = try await store.write { try $0.execute("INSERT INTO nowhere VALUES (1)") }
            #expect(broken.kind == .other)
            #expect(try await store.read { try $0.run("SELECT nothing") }.kind == .other)
            #expect(try await store.read { try $0.states(of: [input.y])[0].state }.get() == .pending)
        }
    }

    @Test(
        "A caller that is cancelled before, while or after it waits finds its transaction ended one way",
        arguments: StoreEngine.allCases, [1, 4])
    func cancelled(_ engine: StoreEngine, _ connections: Int) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: connections))
        let inputs = (0..<48).map { _ in Sample.input() }
        let tasks = inputs.enumerated().map { number, input in
            Task {
                let operation = OperationID()
                return try await store.write { transaction in
                    try transaction.beginSaga(operation, kind: .swap, at: 1)
                    try transaction.reserve([input], for: operation, kind: .swap, at: 1)
                    if number.isMultiple(of: 3) { throw StoreError.conflict("given up") }
                }
            }
        }
        for (number, task) in tasks.enumerated() where !number.isMultiple(of: 5) {
            if number.isMultiple(of: 2) { await Task.yield() }
            task.cancel()
        }
        for (number, task) in tasks.enumerated() {
            let outcome = try await task.value
            #expect(outcome.isSuccess == !number.isMultiple(of: 3), "what it says is what its body did")
        }
        let states = try await store.read { try $0.states(of: inputs.map(\.y)).map(\.state) }.get()
        for (number, state) in states.enumerated() {
            #expect(state == (number.isMultiple(of: 3) ? .unspent : .pending))
        }
        #expect(try await store.count("SELECT COUNT(*) FROM saga") == 32)
        let fresh = Sample.input()
        #expect(try await store.write { try $0.reserve([fresh], for: OperationID(), kind: .swap, at: 1) }.isSuccess)
    }

    @Test(
        "A caller that is cancelled in the middle of its body loses nothing and leaves nothing",
        arguments: StoreEngine.allCases)
    func cancelledInside(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 1))
        let (input, operation) = (Sample.input(), OperationID())
        let (inside, cancelled) = (Gate(), Gate())
        let task = Task {
            try await store.write { transaction in
                try transaction.reserve([input], for: operation, kind: .swap, at: 1)
                inside.open()
                guard cancelled.wait() else { throw StoreError.conflict("never cancelled") }
                try transaction.spendReserved(1, by: operation, at: 2)
            }
        }
        #expect(await inside.opened())
        task.cancel()
        cancelled.open()
        #expect(try await task.value.isSuccess)
        #expect(try await store.read { try $0.states(of: [input.y])[0].state }.get() == .spent)
        #expect(try await store.write { try $0.probe() }.isSuccess)
    }
}
