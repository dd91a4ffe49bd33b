import Cashu
import MintStore
import PaymentAPI
import TestSupport
import Testing

@testable import MintCore

@Suite("A melt whose wallet does not wait")
struct AsyncMeltTests {
    private func melt(
        _ mint: Mint, _ quote: MeltQuote, _ inputs: [Proof], _ blanks: [Output] = []
    ) async throws(MintFailure) -> MeltQuote {
        try await mint.melt(quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: true)
    }

    @Test("is answered PENDING once all is reserved, while the order to pay is not answered yet, and goes on")
    func goesOn() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.settled(spentMsat: 11_000))
        backend.hold()
        let mint = try await fixture.restarted(backend: backend)
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        let answer = try await melt(mint, quote, inputs, blanks)
        #expect(answer.state == .pending && answer.id == quote.id && answer.change.isEmpty)
        #expect(try await mint.services.meltQuote(quote.id) == answer)
        #expect(try await fixture.state(inputs) == [.pending])
        // A mint that is asked to stop waits for it.
        #expect(!mint.services.running.isIdle)
        let other = await Outcome.of { () throws(MintFailure) in try await melt(mint, quote, inputs) }
        #expect(other == .refused(.quotePending))
        backend.letGo()
        #expect(try await eventually { try await mint.meltQuote(quote.id).state == .paid })
        #expect(await eventually { mint.services.running.isIdle })
        #expect(try await fixture.state(inputs) == [.spent])
        let paid = try await mint.meltQuote(quote.id)
        #expect(paid.change.map(\.amount) == [4, 1])
        #expect(try await melt(mint, quote, inputs, blanks) == paid, "the same request again has the final answer")
        #expect(backend.attempts.count == 1)
        try await Books(fixture.database).expectConserved()
    }

    @Test("is answered PENDING however fast it ends, and the quote tells how it did")
    func endsAtOnce() async throws {
        let fixture = try await MintFixture()
        for (fate, state, proofs) in [
            ("fake:settle", MeltQuote.State.paid, ProofState.spent), ("fake:fail", .unpaid, .unspent),
        ] {
            let inputs = try await fixture.fund(16)
            let quote = try await fixture.meltQuote(fate)
            #expect(try await melt(fixture.mint, quote, inputs).state == .pending)
            await fixture.settle()
            #expect(try await fixture.mint.meltQuote(quote.id).state == state)
            #expect(try await fixture.state(inputs) == [proofs])
        }
        try await Books(fixture.database).expectConserved()
    }

    @Test("is refused before the answer for all that can be seen before anybody is paid")
    func refusals() async throws {
        let fixture = try await MintFixture()
        let quote = try await fixture.meltQuote()
        let inputs = try await fixture.fund(8, 4)
        let forged = Proof(
            amount: 8, keysetID: fixture.keyset.id, secret: inputs[0].secret, signature: inputs[1].signature)
        let spent = try await fixture.fund(16)
        _ = try await fixture.mint.swap(inputs: spent, outputs: fixture.outputs(16).messages)
        for (inputs, code) in [
            ([inputs[0]], NUTErrorCode.notBalanced), ([forged, inputs[1]], .proofVerificationFailed),
            (spent, .proofsAlreadySpent),
        ] {
            let outcome = await Outcome.of { () throws(MintFailure) in try await melt(fixture.mint, quote, inputs) }
            #expect(outcome == .refused(code))
            #expect(try await fixture.mint.meltQuote(quote.id).state == .unpaid)
        }
    }

    @Test("that was interrupted after its answer is finished by recovery")
    func recovered() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:unknown-then-paid")
        #expect(try await melt(fixture.mint, quote, inputs).state == .pending)
        await fixture.settle()
        let mint = try await fixture.restarted()
        #expect(try await mint.services.meltQuote(quote.id).state == .pending)
        await mint.recovery.round()
        #expect(try await mint.services.meltQuote(quote.id).state == .paid)
        #expect(try await fixture.state(inputs) == [.spent])
        #expect(try await melt(mint, quote, inputs).state == .paid)
    }
}
