import Cashu
import CashuCrypto
import MintStore
import Storage
import Testing

@testable import MintCore

@Suite("A swap that an operator ends")
struct SwapResolutionTests {
    private let fixture: MintFixture
    private let inputs: [Proof]
    private let output: Output
    private let operation = OperationID()
    private var reference: SagaReference { SagaReference(bytes: operation.bytes.bytes) }

    /// As a swap looks whose process died after TX1.
    init() async throws {
        fixture = try await MintFixture()
        inputs = try await fixture.fund(8)
        output = fixture.outputs(8)[0]
        let (operation, proof, message) = (operation, inputs[0], output.message)
        try await fixture.database.write { (transaction) throws(StoreError) in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            let input = MintInput(proof: proof, y: proof.secret.point)
            try transaction.reserve([input], for: operation, kind: .swap, at: 1)
            try transaction.reserve([message], for: operation, kind: .swap, at: 1)
        }
    }

    private func resolve(_ action: SagaAction) async throws(AdministrationFailure) -> SagaResolution {
        try await fixture.mint.administration.resolve(saga: reference, action, reason: "stuck")
    }

    @Test("gives its inputs back while no output is signed")
    func unsigned() async throws {
        #expect(try await fixture.mint.administration.saga(reference).rule == .unsigned)
        #expect(try await resolve(.release(isForced: false)).isOver)
        #expect(try await fixture.state(inputs) == [.unspent])
        let incidents = try await fixture.mint.administration.incidents()
        #expect(incidents.map(\.report.kind) == [.manual])
        #expect(incidents.map(\.resolution?.reason) == ["stuck"])
        try await Books(fixture.database).expectQuiet()
    }

    @Test("never gives them back once one is")
    func signed() async throws {
        let (operation, message) = (operation, output.message)
        let signed = SignedOutput(
            blinded: message.point, keysetID: message.keysetID, amount: message.amount, signature: .generator,
            proof: DLEQProof(e: FixedBytes(), s: FixedBytes()))
        try await fixture.database.write { (transaction) throws(StoreError) in
            try transaction.store([signed], of: operation, at: 2)
        }
        #expect(try await fixture.mint.administration.saga(reference).rule == .signed)
        for isForced in [false, true] {
            let refusal = await Refusal.of { () throws(AdministrationFailure) in
                try await resolve(.release(isForced: isForced))
            }
            #expect(refusal?.contains("are signed") == true)
        }
        #expect(try await fixture.state(inputs) == [.pending])
        #expect(try await fixture.mint.administration.incidents().isEmpty)
        #expect(try await resolve(.retry).isOver)
        #expect(try await fixture.state(inputs) == [.spent])
    }

    @Test("has no payment to settle")
    func settled() async throws {
        let refusal = await Refusal.of { () throws(AdministrationFailure) in
            try await resolve(.settle(preimage: nil, spentMsat: 8_000))
        }
        #expect(refusal?.contains("no melt") == true)
        #expect(try await fixture.state(inputs) == [.pending])
    }
}
