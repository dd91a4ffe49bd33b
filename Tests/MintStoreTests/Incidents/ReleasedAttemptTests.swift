import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: released attempts", .serialized)
struct ReleasedAttemptTests {
    private func due(_ now: UInt64, limit: UInt32 = 10, in store: StoreFixture) async throws -> [ReleasedAttempt] {
        try await store.read { try $0.releasedAttempts(due: now, limit: limit) }.get()
    }

    @Test("They are due from their time on, those that wait longest first", arguments: StoreEngine.allCases)
    func due(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let attempts = (0..<3).map { Sample.releasedAttempt(at: UInt64($0)) }
        try await store.write { transaction in
            for (attempt, next) in zip(attempts, [30, 10, 20] as [UInt64]) {
                try transaction.watch(attempt, next: next)
            }
        }.get()
        #expect(try await due(9, in: store).isEmpty)
        #expect(try await due(10, in: store) == [attempts[1]])
        #expect(try await due(29, in: store) == [attempts[1], attempts[2]])
        #expect(try await due(30, in: store) == [attempts[1], attempts[2], attempts[0]])
        #expect(try await due(30, limit: 2, in: store) == [attempts[1], attempts[2]])
    }

    @Test("One is watched once, postponed as often as needed, and forgotten once", arguments: StoreEngine.allCases)
    func postponed(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (attempt, other) = (Sample.releasedAttempt(), Sample.releasedAttempt())
        let postpone = { @Sendable (next: UInt64?) in
            try await store.write { try $0.postpone(attempt.operation, to: next) }.get()
        }
        let isWatched = { @Sendable in try await store.write { try $0.isWatched(attempt.operation) }.get() }
        #expect(try await !postpone(5), "nobody watches it")
        #expect(try await !isWatched())
        try await store.write { transaction in
            try transaction.watch(attempt, next: 10)
            try transaction.watch(other, next: 10)
        }.get()
        #expect(try await isWatched())
        #expect(try await store.write { try $0.watch(attempt, next: 5) }.kind == .uniqueViolation)
        for next: UInt64 in [20, 40] {
            #expect(try await postpone(next))
            #expect(try await due(next - 1, in: store) == [other])
            #expect(try await due(next, in: store) == [other, attempt])
        }
        #expect(try await postpone(nil))
        #expect(try await !postpone(nil))
        #expect(try await !postpone(50), "it does not come back")
        #expect(try await !isWatched())
        #expect(try await due(100, in: store) == [other], "the other one is still watched")
    }

    @Test("A payment hash is served by a quote that is pending or paid", arguments: StoreEngine.allCases)
    func served(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (quote, operation) = (Sample.meltQuote("a"), OperationID())
        let isServed = { @Sendable (hash: FixedBytes<32>) in
            try await store.write { try $0.isServed(hash) }.get()
        }
        try await store.write { transaction in
            try transaction.insert(quote)
            try transaction.beginSaga(operation, kind: .melt, quoteID: "a", at: 1)
        }.get()
        #expect(try await !isServed(quote.paymentHash), "nobody pays for it yet")
        try await store.write { transaction in
            guard let locked = try transaction.lockMeltQuote("a") else { throw StoreError.unknown(.meltQuote) }
            try transaction.markPending(locked, for: FixedBytes(), by: operation, at: 1)
        }.get()
        #expect(try await isServed(quote.paymentHash))
        #expect(try await !isServed(.random()))
        try await store.write { try $0.markPaid(meltQuote: "a", by: operation.held(), preimage: nil, at: 2) }.get()
        #expect(try await isServed(quote.paymentHash))
    }

    @Test("Every field, also the largest times and what strangers write", arguments: StoreEngine.allCases)
    func fields(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let most = UInt64(Int64.max)
        let attempt = ReleasedAttempt(
            operation: OperationID(), quoteID: "q' é", paymentHash: .random(),
            paymentMark: AttemptMark(value: most, records: .random()), reason: "no route ' \" é 💸", releasedAt: most)
        try await store.write { try $0.watch(attempt, next: most) }.get()
        #expect(try await due(most, in: store) == [attempt])
        #expect(try await store.write { try $0.postpone(attempt.operation, to: most + 1) }.kind == .unrepresentable)
    }
}
