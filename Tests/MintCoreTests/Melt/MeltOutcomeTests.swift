import Cashu
import CashuCrypto
import Lightning
import MintStore
import PaymentAPI
import PaymentFake
import Testing

@testable import MintCore

@Suite("Melt and what becomes of the payment")
struct MeltOutcomeTests {
    private func outcome(
        _ mint: Mint, _ quote: String, _ inputs: [Proof], _ outputs: [Output] = []
    ) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote, inputs: inputs, outputs: outputs.messages, prefersAsync: false)
        }
    }

    @Test("A payment that failed gives everything back, and can be tried again")
    func failure() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:fail")
        let blanks = fixture.blanks(2)
        for _ in 0..<2 {
            #expect(await outcome(fixture.mint, quote.id, inputs, blanks) == .refused(.paymentFailed))
            #expect(try await fixture.state(inputs) == [.unspent])
            #expect(try await fixture.mint.meltQuote(quote.id).state == .unpaid)
        }
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test(
        "A payment whose outcome is not known keeps everything pending until it is",
        arguments: [
            ("fake:hang", MeltQuote.State.pending), ("fake:unknown", .pending), ("fake:hang=5", .paid),
            ("fake:unknown-then-paid", .paid), ("fake:unknown-then-failed", .unpaid),
        ])
    func unknown(script: String, end: MeltQuote.State) async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote(script)
        let blanks = fixture.blanks(3)
        let answer = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(answer.state == .pending)
        await fixture.settle()
        #expect(try await fixture.state(inputs) == [.pending])
        fixture.clock.advance(seconds: 6)
        let mint = try await fixture.restarted()
        await mint.recovery.round()
        #expect(try await mint.meltQuote(quote.id).state == end)
        let books = try await Books(fixture.database)
        books.expectConserved()
        switch end {
        case .pending: #expect(try await fixture.state(inputs) == [.pending])
        case .paid:
            #expect(try await fixture.state(inputs) == [.spent])
            #expect(try await mint.meltQuote(quote.id).change.map(\.amount) == [4, 1])
            books.expectQuiet()
        case .unpaid:
            #expect(try await fixture.state(inputs) == [.unspent])
            books.expectQuiet()
        }
    }

    @Test("Asking for a pending quote asks the backend")
    func question() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let quote = try await fixture.meltQuote("fake:unknown-then-paid")
        let inputs = try await fixture.fund(16)
        #expect(await outcome(fixture.mint, quote.id, inputs) == .answered)
        await fixture.settle()
        #expect(try await fixture.mint.services.meltQuote(quote.id).state == .pending)
        #expect(try await fixture.mint.meltQuote(quote.id).state == .paid)
    }

    @Test("A request that waits is woken when recovery ends its melt")
    func waiting() async throws {
        let fixture = try await MintFixture()
        for (script, expected) in [
            ("fake:unknown-then-paid", Outcome.answered), ("fake:unknown-then-failed", .refused(.paymentFailed)),
        ] {
            let inputs = try await fixture.fund(16)
            let quote = try await fixture.meltQuote(script)
            async let waiting = outcome(fixture.mint, quote.id, inputs)
            while try await fixture.mint.services.meltQuote(quote.id).state == .unpaid { await Task.yield() }
            while try await fixture.mint.services.meltQuote(quote.id).state == .pending {
                await fixture.mint.recovery.round()
            }
            #expect(await waiting == expected)
        }
    }

    @Test("Asynchronously the answer is PENDING at once, after all checks")
    func asynchronous() async throws {
        let fixture = try await MintFixture()
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:hang")
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await fixture.mint.melt(
                    quote: quote.id, inputs: [inputs[0].worth(32)], outputs: [], prefersAsync: true)
            } == .refused(.proofVerificationFailed))
        let answer = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: [], prefersAsync: true)
        #expect(answer.state == .pending)
    }

    @Test("Change is signed on the keyset of the blank outputs, also after a rotation")
    func rotation() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote("fake:unknown-then-paid")
        let (blanks, old) = (fixture.blanks(3), fixture.keyset)
        #expect(await outcome(fixture.mint, quote.id, inputs, blanks) == .answered)
        await fixture.settle()
        try fixture.signatory.rotate()
        #expect(await fixture.mint.intake.accept(fixture.signatory.publication()))
        await fixture.mint.recovery.round()
        let paid = try await fixture.mint.meltQuote(quote.id)
        #expect(paid.change.map(\.amount) == [4, 1])
        let change = try blanks.proofs(paid.change, old)
        _ = try await fixture.mint.swap(inputs: change, outputs: fixture.outputs(4, 1).messages)
    }

    @Test("A signatory that is away when change is due is waited for: paid is paid")
    func signatoryAway() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let inputs = try await fixture.fund(16)
        let quote = try await fixture.meltQuote()
        let blanks = fixture.blanks(3)
        fixture.signatory.fail(always: .unavailable)
        let answer = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(answer.state == .pending)
        await fixture.settle()
        await fixture.mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.pending])
        fixture.signatory.fail(always: nil)
        await fixture.mint.recovery.round()
        #expect(try await fixture.mint.meltQuote(quote.id).change.map(\.amount) == [4, 1])
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("A melt of whose change too little was signed is not over: its change is paid out whole")
    func incompleteChange() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        fixture.signatory.fail(.oneTooFew)
        #expect(await outcome(fixture.mint, quote.id, inputs, blanks) == .answered)
        await fixture.settle()
        #expect(try await fixture.state(inputs) == [.pending])
        await fixture.mint.recovery.round()
        #expect(try await fixture.mint.meltQuote(quote.id).change.map(\.amount) == [4, 1])
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("Asking for a quote whose payment is known finishes it, with its change")
    func asking() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let (inputs, blanks) = (try await fixture.fund(16), fixture.blanks(3))
        let quote = try await fixture.meltQuote()
        fixture.signatory.fail(always: .unavailable)
        let answer = try await fixture.mint.melt(
            quote: quote.id, inputs: inputs, outputs: blanks.messages, prefersAsync: false)
        #expect(answer.state == .pending)
        await fixture.settle()
        fixture.signatory.fail(always: nil)
        let paid = try await fixture.mint.meltQuote(quote.id)
        #expect(paid.state == .paid && paid.change.map(\.amount) == [4, 1])
    }
}
