import Cashu
import CashuCrypto
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// How far the node had counted its payments before it was asked to pay.
@Suite("The mark of an attempt to pay")
struct PaymentMarkTests {
    @Test("is taken before the order, survives the process, and is asked with, also after the release")
    func kept() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        let mark = PaymentMark(41, of: .random())
        backend.count(to: mark)
        backend.pay(.unknown("cut off"))
        _ = await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        }
        #expect(await eventually { mint.services.running.isIdle })
        #expect(backend.marks == [mark])
        // What the node pays meanwhile moves its count, and not the mark.
        backend.count(to: PaymentMark(50, of: .random()))
        let restarted = try await fixture.restarted(backend: backend)
        backend.say { _ in .failed("no route") }
        await restarted.recovery.round()
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(backend.askedSince == [mark])
        fixture.clock.advance(seconds: 61)
        await ReleasedPayments(restarted.services).round()
        #expect(backend.askedSince == [mark, mark])
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("that the backend does not say stops the melt before anybody is asked to pay, and everything is given back")
    func unavailable() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        backend.count(to: nil)
        let outcome = await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        }
        #expect(outcome == .unavailable)
        #expect(backend.attempts.isEmpty)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(try await mint.meltQuote(quote.id).state == .unpaid)
        (try await Books(fixture.database)).expectQuiet()
    }

    @Test("is not needed for an invoice of this mint")
    func inside() async throws {
        var configuration = FakeBackendConfiguration()
        configuration.minDelaySeconds = 1_000
        configuration.maxDelaySeconds = 1_000
        let fixture = try await MintFixture(backend: configuration)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let outputs = fixture.outputs(16)
        let funding = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 16))
        fixture.clock.advance(seconds: 1_000)
        let inputs = try outputs.proofs(
            try await mint.mint(quote: funding.id, outputs: outputs.messages, signature: nil), fixture.keyset)
        let target = try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 16))
        let quote = try await mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: target.request))
        backend.count(to: nil)
        let paid = try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        #expect(paid.state == .paid)
        #expect(try await mint.mintQuote(target.id).state == .paid)
    }
}
