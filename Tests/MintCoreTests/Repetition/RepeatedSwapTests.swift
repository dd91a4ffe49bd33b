import Cashu
import CashuCrypto
import MintStore
import SignatoryAPI
import Storage
import Testing

@testable import MintCore

/// NUT-19, from the database and for ever.
@Suite("The same swap again")
struct RepeatedSwapTests {
    private func swap(_ mint: Mint, _ inputs: [Proof], _ outputs: [Output]) async throws(MintFailure) -> [BlindSignature] {
        try await mint.swap(inputs: inputs, outputs: outputs.messages)
    }

    @Test("It gets the signatures it got before, also after a rotation and from another process")
    func again() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(4, 8), fixture.outputs(8, 4))
        let first = try await swap(fixture.mint, inputs, outputs)
        #expect(try await swap(fixture.mint, inputs, outputs) == first)
        try fixture.signatory.rotate()
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        let other = try await fixture.restarted()
        #expect(try await swap(other, inputs, outputs) == first)
        #expect(fixture.signatory.requests.count { $0.purpose == .swap } == 1, "nothing is signed again")
        try await Books(fixture.database).expectConserved()
    }

    @Test("Another request for the same inputs or outputs is refused as ever")
    func another() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(4, 8), fixture.outputs(8, 4))
        _ = try await swap(fixture.mint, inputs, outputs)
        let others = try await fixture.fund(4, 8)
        for (inputs, outputs, code) in [
            (inputs, fixture.outputs(8, 4), NUTErrorCode.proofsAlreadySpent),
            (inputs, outputs.reversed(), .proofsAlreadySpent),
            (inputs.reversed(), outputs, .proofsAlreadySpent),
            (others, outputs, .outputsAlreadySigned),
        ] {
            let outcome = await Outcome.of { () throws(MintFailure) in try await swap(fixture.mint, inputs, outputs) }
            #expect(outcome == .refused(code))
        }
        #expect(try await fixture.state(others) == [.unspent])
    }

    @Test("Twenty times at once it takes place once, and all are answered alike")
    func atOnce() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(16), fixture.outputs(8, 8))
        let answers = try await withThrowingTaskGroup(of: [BlindSignature].self) { group in
            for _ in 0..<20 { group.addTask { try await fixture.mint.swapPatiently(inputs, outputs) } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        #expect(answers.count == 20)
        #expect(answers.allSatisfy { $0 == answers[0] })
        #expect(fixture.signatory.requests.count { $0.purpose == .swap } == 1)
        try await Books(fixture.database).expectQuiet()
    }

    @Test("A request that was undone is served when it comes again, under the same operation id")
    func afterUndoing() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(16), fixture.outputs(8, 8))
        fixture.signatory.fail(.refuses(.limitExceeded))
        let refused = await Outcome.of { () throws(MintFailure) in try await swap(fixture.mint, inputs, outputs) }
        #expect(refused == .unavailable)
        let signatures = try await swap(fixture.mint, inputs, outputs)
        _ = try outputs.proofs(signatures, fixture.keyset)
        let operations = fixture.signatory.requests.filter { $0.purpose == .swap }.map(\.operationID)
        #expect(operations.count == 2 && Set(operations).count == 1)
    }

    @Test("What a dead process left of it is undone at once for the one who asks again")
    func afterDeath() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(16), fixture.outputs(8, 8))
        let operation = RequestDigest.swap(inputs: inputs, outputs: outputs.messages).operation
        let held = inputs.map { MintInput(proof: $0, y: $0.secret.point) }
        try await fixture.database.write { (transaction) throws(StoreError) in
            try transaction.beginSaga(operation, kind: .swap, at: 1)
            try transaction.reserve(held, for: operation, kind: .swap, at: 1)
            try transaction.reserve(outputs.messages, for: operation, kind: .swap, at: 1)
        }
        let other = try await fixture.restarted()
        _ = try outputs.proofs(try await swap(other, inputs, outputs), fixture.keyset)
        try await Books(fixture.database).expectConserved()
    }

    @Test("One whose inputs are not genuine is told so, whatever was served before")
    func notGenuine() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(16), fixture.outputs(8, 8))
        _ = try await swap(fixture.mint, inputs, outputs)
        let forged = [inputs[0].worth(32)]
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await swap(fixture.mint, forged, fixture.outputs(32))
        }
        #expect(outcome == .refused(.proofVerificationFailed))
    }

    @Test("Requests that differ in anything they do have other digests")
    func digests() async throws {
        let fixture = try await MintFixture()
        let (inputs, outputs) = (try await fixture.fund(4, 8), fixture.outputs(8, 4))
        let (messages, others) = (outputs.messages, fixture.outputs(8, 4).messages)
        func digest(_ inputs: [Proof], _ outputs: [BlindedMessage]) -> RequestDigest {
            .swap(inputs: inputs, outputs: outputs)
        }
        let all = [
            digest(inputs, messages), digest(inputs.reversed(), messages), digest(inputs, messages.reversed()),
            digest([inputs[0]], messages), digest(inputs, [messages[0]]), digest(inputs + inputs, messages),
            digest([inputs[0].worth(2), inputs[1]], messages), digest(inputs, others),
            .mint(quotes: ["q"], outputs: others), .melt(quote: "q", inputs: inputs, outputs: others),
            digest(inputs, [messages[0], BlindedMessage(amount: 2, keysetID: messages[1].keysetID, point: messages[1].point)]),
            .mint(quotes: ["q"], outputs: messages), .mint(quotes: ["q", ""], outputs: messages),
            .mint(quotes: ["", "q"], outputs: messages), .mint(quotes: ["q"], outputs: messages.reversed()),
            .melt(quote: "q", inputs: inputs, outputs: messages), .melt(quote: "r", inputs: inputs, outputs: messages),
            .melt(quote: "q", inputs: inputs, outputs: []),
        ]
        for (position, digest) in all.enumerated() {
            #expect(all.firstIndex(of: digest) == position)
            #expect(all.firstIndex { $0.operation == digest.operation } == position)
        }
        let signed = inputs.map {
            Proof(
                amount: $0.amount, keysetID: $0.keysetID, secret: $0.secret, signature: $0.signature, witness: "{}")
        }
        #expect(digest(signed, messages) == digest(inputs, messages), "a witness does nothing with money")
    }
}
