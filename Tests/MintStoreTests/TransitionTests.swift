import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

/// Every change names its owner and the state it leaves, or nothing is changed.
@Suite("Transitions of proofs, outputs and sagas")
struct TransitionTests {
    @Test("A proof goes from unspent to pending to spent, in the hands of one operation")
    func proofs() async throws {
        let store = try await StoreFixture()
        let (owner, rival) = (OperationID(), OperationID())
        let input = StoreFixture.input()
        let states = {
            try await store.read { (transaction) throws(StoreError) in try transaction.states(of: [input.y]) }
        }
        let reserve = { @Sendable (operation: OperationID) in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.reserve([input], for: operation, kind: .swap)
            }
        }
        #expect(try await states().map(\.state) == [.unspent])
        #expect(try await reserve(owner).isSuccess)
        #expect(try await states().map(\.state) == [.pending])
        #expect(try await reserve(rival).refusal == .proofsPending)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.spendReserved(1, by: rival, at: 5)
            }.isConflict)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.spendReserved(2, by: owner, at: 5)
            }.isConflict)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.releaseReserved(by: rival)
            }.isConflict)
        #expect(try await states().map(\.state) == [.pending])
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.spendReserved(1, by: owner, at: 5)
            }.isSuccess)
        #expect(
            try await states() == [ProofStateAnswer(y: input.y, state: .spent, witness: "witness")])
        #expect(try await reserve(rival).refusal == .proofsAlreadySpent)
        #expect(try await states().map(\.state) == [.spent], "a refused reservation leaves nothing behind")
    }

    @Test("An output is reserved once and signed once")
    func outputs() async throws {
        let store = try await StoreFixture()
        let (owner, rival) = (OperationID(), OperationID())
        let outputs = [StoreFixture.output(8), StoreFixture.output(2)]
        let reserve = { @Sendable (operation: OperationID) in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.reserve(outputs, for: operation)
            }
        }
        #expect(try await reserve(owner).isSuccess)
        #expect(try await reserve(rival).refusal == .outputsPending)
        #expect(
            try await store.write { (transaction) throws(StoreError) in try transaction.refuseReserved(outputs) }
                .refusal
                == .outputsPending)
        #expect(
            try await store.read { (transaction) throws(StoreError) in try transaction.outputs(of: owner) } == outputs)
        let signed = outputs.map(StoreFixture.signed)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.store(signed, of: owner, kind: .swap, at: 5)
                return try transaction.holdsSignedOutput(owner)
            }.get())
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.takeReserved(outputs: 2, of: rival)
            }.isConflict)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.takeReserved(outputs: 2, of: owner)
            }.isSuccess)
        #expect(try await reserve(rival).refusal == .outputsAlreadySigned)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.store([signed[0]], of: rival, kind: .mint, at: 6)
            }.refusal == .outputsAlreadySigned)
        let points = outputs.map(\.point)
        let (own, others) = try await store.write { (transaction) throws(StoreError) in
            (try transaction.signatures(on: points, by: owner), try transaction.signatures(on: points, by: rival))
        }.get()
        #expect(own == signed)
        #expect(others.isEmpty)
        let found = try await store.read { (transaction) throws(StoreError) in
            try transaction.signatures(on: [points[1], StoreFixture.point(), points[0]])
        }
        #expect(found == [signed[1], signed[0]])
    }

    @Test("A saga moves only from the state it is in")
    func sagas() async throws {
        let store = try await StoreFixture()
        let operation = OperationID()
        let preimage = FixedBytes<32>.random()
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.beginSaga(operation, kind: .melt, quoteID: "q", at: 1)
            }.isSuccess)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.beginSaga(OperationID(), kind: .melt, quoteID: "q", at: 1)
            }.refusal == .quotePending)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.recordSettlement(
                    operation, from: .paymentAttempted, preimage: preimage, spentMsat: 9, at: 2)
            }.isConflict)
        let advance = { @Sendable in
            try await store.write { (transaction) throws(StoreError) in
                try transaction.advanceSaga(operation, from: .setupComplete, to: .paymentAttempted, at: 2)
            }
        }
        #expect(try await advance().isSuccess)
        #expect(try await advance().isConflict)
        #expect(
            try await store.write { (transaction) throws(StoreError) in
                try transaction.recordSettlement(
                    operation, from: .paymentAttempted, preimage: preimage, spentMsat: 9, at: 3)
            }.isSuccess)
        let row = try #require(
            try await store.read { (transaction) throws(StoreError) in try transaction.saga(meltQuote: "q") })
        #expect(
            row.state == .finalizing && row.preimage == preimage && row.spentMsat == 9 && row.operation == operation)
        #expect(row.createdAt == 1 && row.updatedAt == 3)
        #expect(
            try await store.read { (transaction) throws(StoreError) in try transaction.saga(operation) } == row)
        for (state, succeeds) in [(SagaState.setupComplete, false), (.finalizing, true), (.finalizing, false)] {
            let ended = try await store.write { (transaction) throws(StoreError) in
                try transaction.endSaga(operation, in: state)
            }
            #expect(ended.isSuccess == succeeds)
        }
    }
}
