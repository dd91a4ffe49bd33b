import Cashu
import MintStore
import Storage
import Testing

@testable import MintCore

@Suite("A row that is no saga")
struct UnreadableSagaTests {
    private let fixture: MintFixture
    private let id: [UInt8]
    private var reference: SagaReference { SagaReference(bytes: id) }
    private var administration: Administration { fixture.mint.administration }

    private init(id: [UInt8], kind: Int64, state: Int64) async throws {
        fixture = try await MintFixture()
        self.id = id
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(
                """
                INSERT INTO saga (operation_id, kind, state, owner, version, created_at, updated_at)
                VALUES (\(id), \(kind), \(state), \(transaction.owner), 5, 3, 4)
                """)
        }
    }

    init() async throws { try await self.init(id: [UInt8](repeating: 9, count: 16), kind: 99, state: 1) }

    @Test("is listed with its error, and shown as it stands")
    func shown() async throws {
        let saga = try #require(try await administration.sagas().first)
        #expect(saga.isPoisoned)
        #expect(saga.row == nil)
        #expect(saga.name == "09090909-0909-0909-0909-090909090909")
        let raw = try await administration.saga(reference).saga.stored.raw
        #expect(raw.kind == 99 && raw.state == 1 && raw.version == 5)
        #expect(raw.createdAt == 3 && raw.updatedAt == 4)
        #expect(try await administration.saga(reference).rule == .nothingHeld)
    }

    @Test("can be released while it holds nothing, whatever is wrong with it", arguments: [
        (16, 99, 1), (16, 2, 1), (16, 1, 3), (16, 3, 1), (16, 1, 77), (5, 1, 1),
    ])
    func released(_ length: Int, _ kind: Int64, _ state: Int64) async throws {
        let tests = try await UnreadableSagaTests(id: [UInt8](repeating: 9, count: length), kind: kind, state: state)
        let administration = tests.administration
        let resolution = try await administration.resolve(
            saga: tests.reference, .release(isForced: false), reason: "left by a beta")
        #expect(resolution.isOver)
        #expect(try await administration.sagas().isEmpty)
        let incident = try #require(try await administration.incidents().first)
        #expect(incident.report.kind == .manual && incident.resolution?.reason == "left by a beta")
        #expect(incident.report.detail.contains("kind \(kind), state \(state)"))
    }

    @Test("cannot be released while anything is held in its name, nor retried or settled")
    func refused() async throws {
        let (id, inputs) = (id, try await fixture.fund(8))
        let proof = inputs[0]
        let operation = try #require(OperationID(id))
        try await fixture.database.write { (transaction) throws(StoreError) in
            let input = MintInput(proof: proof, y: proof.secret.point)
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
        }
        // Whoever looked before: what decides is the statement itself.
        let raw = try await administration.saga(reference).saga.stored.raw
        await #expect(throws: (any Error).self) {
            try await fixture.database.write { (transaction) throws(StoreError) in try transaction.discard(raw) }
        }
        let refused: [(SagaAction, String)] = [
            (.release(isForced: true), "1 inputs"), (.retry, "can only be released"),
            (.settle(preimage: nil, spentMsat: nil), "can only be released"),
        ]
        for (action, text) in refused {
            let refusal = await Refusal.of { () throws(AdministrationFailure) in
                try await administration.resolve(saga: reference, action, reason: "r")
            }
            #expect(refusal?.contains(text) == true)
        }
        #expect(try await fixture.state(inputs) == [.pending])
        #expect(try await administration.sagas().count == 1)
        #expect(try await administration.incidents().isEmpty)
    }
}
