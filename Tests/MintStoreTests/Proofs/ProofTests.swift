import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: proofs", .serialized)
struct ProofTests {
    private let operation = OperationID()

    private func reserve(_ inputs: [MintInput], _ operation: OperationID, in store: StoreFixture) async throws
        -> Result<Void, StoreError>
    {
        try await store.write { try $0.reserve(inputs, for: operation, kind: .swap, at: 1) }
    }

    private func states(_ points: [PublicKey], in store: StoreFixture) async throws -> [ProofState] {
        try await store.read { try $0.states(of: points).map(\.state) }.get()
    }

    @Test("Proofs are found by Y, and by the operation that holds them", arguments: StoreEngine.allCases)
    func found(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let inputs = [Sample.input(8), Sample.input(2)]
        #expect(try await states(inputs.map(\.y), in: store) == [.unspent, .unspent])
        #expect(try await reserve(inputs, operation, in: store).isSuccess)
        #expect(try await states(inputs.map(\.y), in: store) == [.pending, .pending])
        let (operation, rival) = (operation, OperationID())
        let (held, others) = try await store.read { transaction in
            (try transaction.reserved(by: operation), try transaction.reserved(by: rival).count)
        }.get()
        #expect(held.map(\.amount).sorted() == [2, 8])
        #expect(held.allSatisfy { $0.keysetID == Sample.keyset })
        #expect(others == 0)
    }

    @Test("A proof is known by hash_to_curve(secret), and by no other point of it", arguments: StoreEngine.allCases)
    func identity(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let input = Sample.input()
        try await reserve([input], operation, in: store).get()
        #expect(try await states([HashToCurve.point(input.proof.secret.bytes)], in: store) == [.pending])
        #expect(try await states([input.proof.signature], in: store) == [.unspent])
    }

    @Test("Every point is answered in its place, a repeated one repeatedly", arguments: StoreEngine.allCases)
    func answers(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (spent, pending, stranger) = (Sample.input(), Sample.input(witness: nil), Sample.point())
        let (first, second) = (operation, OperationID())
        try await store.write { transaction in
            try transaction.reserve([spent], for: first, kind: .swap, at: 1)
            try transaction.spendReserved(1, by: first, at: 2)
            try transaction.reserve([pending], for: second, kind: .swap, at: 3)
        }.get()
        let points = [stranger, spent.y, pending.y, spent.y, stranger]
        let answers = try await store.read { try $0.states(of: points) }.get()
        #expect(answers.map(\.y) == points)
        #expect(answers.map(\.state) == [.unspent, .spent, .pending, .spent, .unspent])
        #expect(answers.map(\.witness) == [nil, "witness", nil, "witness", nil])
    }

    @Test("A proof that is held is refused to everyone, its holder included", arguments: StoreEngine.allCases)
    func duplicate(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (input, fresh) = (Sample.input(), Sample.input())
        try await reserve([input], operation, in: store).get()
        let before = try await store.contents()
        #expect(try await reserve([input], OperationID(), in: store).refusal == .proofsPending)
        #expect(try await reserve([input], operation, in: store).refusal == .proofsPending)
        #expect(try await reserve([fresh, input], OperationID(), in: store).refusal == .proofsPending)
        #expect(
            try await reserve([fresh, fresh], OperationID(), in: store).refusal == .proofsPending, "twice in one set")
        #expect(try await store.contents() == before)
    }

    @Test(
        "A spent proof is refused, can be given back by nobody, and takes its set with it",
        arguments: StoreEngine.allCases)
    func spent(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (input, fresh, operation) = (Sample.input(), Sample.input(), operation)
        try await reserve([input], operation, in: store).get()
        try await store.write { try $0.spendReserved(1, by: operation, at: 5) }.get()
        let before = try await store.contents()
        #expect(try await reserve([input], OperationID(), in: store).refusal == .proofsAlreadySpent)
        #expect(try await reserve([fresh, input], OperationID(), in: store).refusal == .proofsAlreadySpent)
        #expect(try await store.write { try $0.releaseReserved(by: operation) }.isConflict)
        #expect(try await store.write { try $0.spendReserved(1, by: operation, at: 6) }.isConflict)
        #expect(try await store.contents() == before)
        #expect(try await states([input.y, fresh.y], in: store) == [.spent, .unspent])
    }

    @Test("What was given back can be held again", arguments: StoreEngine.allCases)
    func released(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (inputs, operation, rival) = ([Sample.input(), Sample.input()], operation, OperationID())
        try await reserve(inputs, operation, in: store).get()
        #expect(try await store.write { try $0.releaseReserved(by: rival) }.isConflict, "it holds none")
        try await store.write { try $0.releaseReserved(by: operation) }.get()
        #expect(try await states(inputs.map(\.y), in: store) == [.unspent, .unspent])
        #expect(try await reserve(inputs, rival, in: store).isSuccess)
    }

    @Test("All proofs of an operation move, or none", arguments: StoreEngine.allCases)
    func wholeSet(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (inputs, operation, rival) = ([Sample.input(), Sample.input()], operation, OperationID())
        try await reserve(inputs, operation, in: store).get()
        let before = try await store.contents()
        for count in [0, 1, 3] {
            #expect(try await store.write { try $0.spendReserved(count, by: operation, at: 5) }.isConflict)
        }
        #expect(try await store.write { try $0.spendReserved(2, by: rival, at: 5) }.isConflict)
        #expect(try await store.contents() == before)
        try await store.write { try $0.spendAllReserved(by: operation, at: 5) }.get()
        #expect(try await states(inputs.map(\.y), in: store) == [.spent, .spent])
        #expect(try await store.count("SELECT COUNT(*) FROM pending_proof") == 0)
    }

    @Test("A thousand proofs are held, looked at and spent at once", arguments: StoreEngine.allCases)
    func many(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let inputs = (0..<1_000).map { Sample.input(UInt64($0)) }
        let operation = operation
        try await reserve(inputs, operation, in: store).get()
        let held = try await store.read { try $0.reserved(by: operation) }.get()
        #expect(held.count == 1_000 && held.map(\.amount).reduce(0, +) == 499_500)
        try await store.write { try $0.spendReserved(1_000, by: operation, at: 5) }.get()
        #expect(try await states(inputs.map(\.y), in: store).allSatisfy { $0 == .spent })
    }

    @Test(
        "A refused set leaves nothing behind, and a body that gives up undoes what it held",
        arguments: StoreEngine.allCases)
    func rollback(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (input, operation) = (Sample.input(), operation)
        let before = try await store.contents()
        let outcome: Result<Void, StoreError> = try await store.write { transaction in
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            throw StoreError.conflict("given up")
        }
        #expect(outcome.isConflict)
        #expect(try await store.contents() == before)
        #expect(try await states([input.y], in: store) == [.unspent])
    }

    @Test("Nobody sees what is not committed", arguments: [StoreEngine.file, .postgres])
    func isolation(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (input, operation) = (Sample.input(), operation)
        let (reserved, looked) = (Gate(), Gate())
        async let outcome = store.write { transaction in
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            reserved.open()
            return looked.wait()
        }
        #expect(await reserved.opened())
        #expect(try await states([input.y], in: store) == [.unspent])
        looked.open()
        #expect(try await outcome.get())
        #expect(try await states([input.y], in: store) == [.pending])
    }
}
