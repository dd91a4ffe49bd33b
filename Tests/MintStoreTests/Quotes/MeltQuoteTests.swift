import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: melt quotes", .serialized)
struct MeltQuoteTests {
    private let digest = FixedBytes<32>.random()

    private func pend(
        _ id: String, by operation: OperationID = OperationID(), in store: StoreFixture
    ) async throws -> Result<Void, StoreError> {
        let digest = digest
        return try await store.write { transaction in
            guard let quote = try transaction.lockMeltQuote(id) else { throw StoreError.unknown(.meltQuote) }
            try transaction.markPending(quote, for: digest, by: operation, at: 1)
        }
    }

    private func stored(_ id: String, in store: StoreFixture) async throws -> MeltQuote? {
        try await store.read { try $0.meltQuote(id) }.get()
    }

    @Test("A quote is read as it was inserted: by id, by payment hash, and under lock", arguments: StoreEngine.allCases)
    func inserted(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (quote, other) = (Sample.meltQuote("a"), Sample.meltQuote("b"))
        #expect(try await stored("a", in: store) == nil)
        for quote in [quote, other] { try await store.write { try $0.insert(quote) }.get() }
        let read = try await store.read { transaction in
            [try transaction.meltQuote("a"), try transaction.knownMeltQuote("a")]
                + (try transaction.liveMeltQuotes(paymentHash: quote.paymentHash, at: 100))
        }.get()
        #expect(read == [quote, quote, quote])
        let locked = try await store.write { transaction in
            [try transaction.lockMeltQuote("a")?.value]
                + (try transaction.lockLiveMeltQuotes(paymentHash: quote.paymentHash, at: 100))
        }.get()
        #expect(locked == [quote, quote])
    }

    @Test("An id is that of one quote", arguments: StoreEngine.allCases)
    func once(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (quote, twin) = (Sample.meltQuote("a"), Sample.meltQuote("a"))
        try await store.write { try $0.insert(quote) }.get()
        #expect(try await store.write { try $0.insert(twin) }.kind == .uniqueViolation)
        #expect(try await stored("a", in: store) == quote)
    }

    @Test("One of the quotes for an invoice is pending or paid", arguments: StoreEngine.allCases)
    func onePayment(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let hash = FixedBytes<32>.random()
        let (operation, rival) = (OperationID(), OperationID())
        let (first, second) = (Sample.meltQuote("a", hash: hash), Sample.meltQuote("b", hash: hash))
        try await store.write { transaction in
            try transaction.insert(first)
            try transaction.insert(second)
            try transaction.beginSaga(operation, kind: .melt, quoteID: "a", at: 1)
            try transaction.beginSaga(rival, kind: .melt, quoteID: "b", at: 1)
        }.get()
        #expect(try await pend("a", in: store).isSuccess)
        #expect(try await pend("a", in: store).isConflict)
        #expect(try await pend("b", in: store).refusal == .invoiceAlreadyPaid)
        #expect(try await stored("a", in: store)?.meltDigest == digest)
        let giveBack = { @Sendable (hold: SagaHold) in
            try await store.write { try $0.markUnpaid(meltQuote: "a", by: hold, at: 2) }
        }
        #expect(try await giveBack(rival.held()).isConflict, "of another quote")
        #expect(try await giveBack(OperationID().held()).isConflict, "no saga")
        #expect(try await giveBack(operation.held(2)).isConflict, "not yet")
        try await giveBack(operation.held()).get()
        #expect(try await stored("a", in: store) == first)
        #expect(try await pend("b", in: store).isSuccess)
        try await store.write { try $0.markPaid(meltQuote: "b", by: rival.held(), preimage: nil, at: 2) }.get()
        #expect(try await pend("a", in: store).refusal == .invoiceAlreadyPaid, "also after it was paid")
    }

    @Test("Live are the quotes that are unexpired, pending or paid", arguments: StoreEngine.allCases)
    func live(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let hash = FixedBytes<32>.random()
        let quotes = [("b", 100), ("a", 100), ("c", 200)].map { Sample.meltQuote($0.0, hash: hash, expiry: $0.1) }
        try await store.write { transaction in for quote in quotes { try transaction.insert(quote) } }.get()
        try await pend("b", in: store).get()
        for (now, ids) in [(100, ["a", "b", "c"]), (101, ["b", "c"]), (201, ["b"])] as [(UInt64, [String])] {
            let read = try await store.read { try $0.liveMeltQuotes(paymentHash: hash, at: now).map(\.id) }.get()
            #expect(read.sorted() == ids)
            let locked = try await store.write {
                try $0.lockLiveMeltQuotes(paymentHash: hash, at: now).map(\.id)
            }.get()
            #expect(locked == ids, "under lock in the order of ids")
        }
    }

    @Test(
        "A paid quote has its preimage, and its change in the order of the blank outputs",
        arguments: StoreEngine.allCases)
    func change(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let quote = Sample.meltQuote("a")
        let signed = [16, 4, 1].map { Sample.signed(Sample.output($0)) }
        let preimage = FixedBytes<32>.random()
        let operation = OperationID()
        try await store.write { transaction in
            try transaction.insert(quote)
            try transaction.beginSaga(operation, kind: .melt, quoteID: "a", at: 4)
            try transaction.reserve(signed.map(\.message), for: operation, kind: .melt, at: 4)
        }.get()
        try await pend("a", in: store).get()
        let pay = { @Sendable (hold: SagaHold) in
            try await store.write { transaction in
                try transaction.markPaid(meltQuote: "a", by: hold, preimage: preimage, at: 5)
                try transaction.store(signed, of: hold.operation, at: 5)
                try transaction.record(change: signed, of: "a")
            }
        }
        let foreign = try await store.write {
            try $0.markPaid(meltQuote: "a", by: OperationID().held(), preimage: preimage, at: 5)
        }
        #expect(foreign.isConflict, "another operation serves it")
        #expect(try await pay(operation.held()).isSuccess)
        let paid = try #require(try await stored("a", in: store))
        #expect(paid.state == .paid && paid.preimage == preimage && paid.paidAt == 5 && paid.meltDigest == digest)
        #expect(paid.change == signed.map(\.answer))
        #expect(try await pay(operation.held()).isConflict)
        let late = try await store.write { try $0.markUnpaid(meltQuote: "a", by: operation.held(), at: 6) }
        #expect(late.isConflict, "PAID is final")
        #expect(try await stored("a", in: store) == paid)
    }

    @Test("Of many who make a quote for one invoice at once, one does", arguments: StoreEngine.allCases)
    func oneLiveQuote(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine, StoreOptions(connections: 8))
        for _ in 0..<5 {
            let hash = FixedBytes<32>.random()
            let outcomes = try await concurrently(8) { _ in
                let quote = Sample.meltQuote(hash: hash)
                return try await store.write { transaction in
                    guard try transaction.lockLiveMeltQuotes(paymentHash: hash, at: 1).isEmpty else {
                        throw StoreError.refused(.quotePending, "there is a live quote")
                    }
                    try transaction.insert(quote)
                }
            }
            #expect(outcomes.count(where: \.isSuccess) == 1)
            #expect(outcomes.count { $0.refusal == .quotePending } == 7)
            let live = try await store.read { try $0.liveMeltQuotes(paymentHash: hash, at: 1).count }.get()
            #expect(live == 1)
        }
    }
}
