import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@Suite("Store: outputs and signatures", .serialized)
struct OutputTests {
    private let operation = OperationID()
    private let rival = OperationID()

    private func reserve(_ outputs: [BlindedMessage], _ operation: OperationID, in store: StoreFixture) async throws
        -> Result<Void, StoreError>
    {
        try await store.write { try $0.reserve(outputs, for: operation, kind: .swap, at: 1) }
    }

    private func sign(_ signed: [SignedOutput], _ operation: OperationID, in store: StoreFixture) async throws
        -> Result<Void, StoreError>
    {
        try await store.write { transaction in
            try transaction.store(signed, of: operation, at: 5)
            try transaction.takeReserved(outputs: signed.count, of: operation)
        }
    }

    @Test("Outputs are held in the order of the request", arguments: StoreEngine.allCases)
    func order(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let outputs = (0..<20).map { Sample.output(UInt64($0)) }
        try await reserve(outputs, operation, in: store).get()
        let (operation, rival) = (operation, rival)
        let (held, others) = try await store.read { transaction in
            (try transaction.outputs(of: operation), try transaction.outputs(of: rival))
        }.get()
        #expect(held == outputs)
        #expect(others.isEmpty)
    }

    @Test("An output that is held is refused to everyone", arguments: StoreEngine.allCases)
    func duplicate(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (output, fresh) = (Sample.output(), Sample.output())
        try await reserve([output], operation, in: store).get()
        let before = try await store.contents()
        let otherAmount = BlindedMessage(amount: 1, keysetID: output.keysetID, point: output.point)
        #expect(try await reserve([output], rival, in: store).refusal == .outputsPending)
        #expect(try await reserve([output], operation, in: store).refusal == .outputsPending)
        #expect(
            try await reserve([otherAmount], rival, in: store).refusal == .outputsPending, "it is the point that counts"
        )
        #expect(try await reserve([fresh, output], rival, in: store).refusal == .outputsPending)
        #expect(try await reserve([fresh, fresh], rival, in: store).refusal == .outputsPending, "twice in one set")
        #expect(try await store.contents() == before)
    }

    @Test("A signed output is refused for ever, also where nobody holds it", arguments: StoreEngine.allCases)
    func signedOnce(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (output, fresh) = (Sample.output(), Sample.output())
        let signed = Sample.signed(output)
        try await reserve([output], operation, in: store).get()
        try await sign([signed], operation, in: store).get()
        let before = try await store.contents()
        #expect(try await reserve([output], rival, in: store).refusal == .outputsAlreadySigned)
        #expect(try await reserve([fresh, output], rival, in: store).refusal == .outputsAlreadySigned)
        #expect(try await reserve([output], operation, in: store).refusal == .outputsAlreadySigned)
        #expect(try await sign([signed], operation, in: store).isConflict, "what nobody holds is not signed")
        #expect(try await sign([Sample.signed(fresh)], operation, in: store).isConflict)
        #expect(try await store.contents() == before)
    }

    @Test("Given up, they can be held again; those of others cannot", arguments: StoreEngine.allCases)
    func released(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let (own, foreign) = ([Sample.output(), Sample.output()], Sample.output())
        let (operation, rival) = (operation, rival)
        try await reserve(own, operation, in: store).get()
        try await reserve([foreign], rival, in: store).get()
        try await store.write { try $0.releaseOutputs(of: operation) }.get()
        #expect(try await reserve([foreign], operation, in: store).refusal == .outputsPending)
        #expect(try await reserve(own, rival, in: store).isSuccess)
        #expect(try await store.read { try $0.outputs(of: operation) }.get().isEmpty)
    }

    @Test("Only the operation that holds outputs signs them, and exactly those", arguments: StoreEngine.allCases)
    func owner(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let outputs = [Sample.output(), Sample.output()]
        let signed = outputs.map { Sample.signed($0) }
        try await reserve(outputs, operation, in: store).get()
        let before = try await store.contents()
        #expect(try await sign(signed, rival, in: store).isConflict)
        #expect(try await sign([signed[0]], operation, in: store).isConflict, "one is left")
        #expect(try await sign(signed + [Sample.signed(Sample.output())], operation, in: store).isConflict)
        let (operation, rival) = (operation, rival)
        let stolen = try await store.write { try $0.store(signed, of: rival, at: 5) }
        #expect(stolen.isConflict, "also where nothing is taken after it")
        #expect(try await store.write { try $0.takeReserved(outputs: 1, of: operation) }.isConflict)
        #expect(try await store.write { try $0.takeReserved(outputs: 2, of: rival) }.isConflict)
        #expect(try await store.contents() == before)
        #expect(try await sign(signed, operation, in: store).isSuccess)
    }

    @Test("Signatures are found by the point alone, in the order asked", arguments: StoreEngine.allCases)
    func restored(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let outputs = (0..<5).map { Sample.output(UInt64($0)) }
        let signed = outputs.map { Sample.signed($0) }
        let stranger = Sample.point()
        let find = { @Sendable (points: [PublicKey]) in try await store.read { try $0.signatures(on: points) }.get() }
        try await reserve(outputs, operation, in: store).get()
        #expect(try await find(outputs.map(\.point)).isEmpty, "held is not signed")
        try await sign(signed, operation, in: store).get()
        #expect(try await find(outputs.map(\.point)) == signed)
        #expect(try await find(outputs.reversed().map(\.point)) == signed.reversed())
        #expect(try await find([stranger, outputs[3].point, stranger, outputs[0].point]) == [signed[3], signed[0]])
        #expect(try await find([outputs[1].point, outputs[1].point]) == [signed[1], signed[1]])
        #expect(try await find([stranger]).isEmpty)
    }

    @Test("An operation finds the signatures that it stored, and no others", arguments: StoreEngine.allCases)
    func ownSignatures(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let outputs = [Sample.output(), Sample.output()]
        let signed = outputs.map { Sample.signed($0) }
        let points = outputs.reversed().map(\.point)
        let (operation, rival) = (operation, rival)
        try await reserve(outputs, operation, in: store).get()
        let (isSigned, own, others) = try await store.write { transaction in
            let before = try transaction.holdsSignedOutput(operation)
            try transaction.store(signed, of: operation, at: 5)
            return (
                [before, try transaction.holdsSignedOutput(operation), try transaction.holdsSignedOutput(rival)],
                try transaction.signatures(on: points, by: operation),
                try transaction.signatures(on: points, by: rival)
            )
        }.get()
        #expect(isSigned == [false, true, false])
        #expect(own == signed.reversed())
        #expect(others.isEmpty)
    }

    @Test("Keyset and amount of a signature are those that were signed", arguments: StoreEngine.allCases)
    func blank(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let blanks = [Sample.output(0), Sample.output(0)]
        let signed = [Sample.signed(blanks[0], amount: 2)]
        try await reserve(blanks, operation, in: store).get()
        let operation = operation
        try await store.write { transaction in
            try transaction.store(signed, of: operation, at: 5)
            try transaction.takeReserved(outputs: 2, of: operation)
        }.get()
        let found = try await store.read { try $0.signatures(on: blanks.map(\.point)) }.get()
        #expect(found == signed, "a blank output that got no amount is not signed, and free again")
        #expect(try await reserve([blanks[1]], rival, in: store).isSuccess)
    }
}
