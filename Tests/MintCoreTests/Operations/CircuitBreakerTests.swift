import Cashu
import Logging
import MintStore
import PaymentAPI
import TestSupport
import Testing

@testable import MintCore

@Suite("A backend that does not answer")
struct CircuitBreakerTests {
    private let breaker = CircuitBreaker(backend: "node", logger: MintFixture.logger)

    private func isOpen(at now: UInt64) -> Bool {
        do throws(PaymentError) {
            try breaker.check(at: now)
            return false
        } catch {
            return true
        }
    }

    private func fail(_ count: Int, at now: UInt64) { for _ in 0..<count { breaker.failed("no answer", at: now) } }

    @Test("is asked nothing new after five failures in a row, and not after four")
    func threshold() {
        fail(4, at: 100)
        breaker.answered()
        fail(4, at: 100)
        #expect(!isOpen(at: 100))
        fail(1, at: 100)
        #expect(isOpen(at: 100) && isOpen(at: 104))
    }

    @Test("is asked once after a pause, which doubles up to a minute while it stays silent")
    func pauses() {
        fail(5, at: 100)
        var end: UInt64 = 105
        for pause in [10, 20, 40, 60, 60] as [UInt64] {
            #expect(isOpen(at: end - 1))
            #expect(!isOpen(at: end), "one goes through")
            #expect(isOpen(at: end), "and no other before it is answered")
            fail(1, at: end)
            end += pause
        }
        #expect(!isOpen(at: end))
        breaker.answered()
        #expect(!isOpen(at: end) && !isOpen(at: end))
        fail(4, at: end)
        #expect(!isOpen(at: end), "all is forgotten")
    }

    @Test("gets no orders from wallets any more, who are told at once; swaps and questions about payments go on")
    func orders() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let coins = try await fixture.fund(16, 8)
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        let quote = try await fixture.meltQuote()
        backend.pay(.unknown("cut off"))
        _ = try await mint.melt(quote: quote.id, inputs: [coins[0]], outputs: [], prefersAsync: false)
        #expect(await eventually { mint.services.running.isIdle })
        backend.go(away: true)
        for count in 1...8 {
            #expect(await order(mint) == .unavailable)
            #expect(backend.orders == min(count, CircuitBreaker.threshold))
        }
        _ = try await mint.swap(inputs: [coins[1]], outputs: fixture.outputs(4, 4).messages)
        let questions = backend.questions
        backend.say { _ in .inFlight }
        await mint.recovery.round()
        #expect(backend.questions == questions + 1)
        // It answered that: it is there again.
        backend.go(away: false)
        #expect(await order(mint) == .answered)
    }

    @Test("is asked again after the pause, by one wallet")
    func again() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        backend.go(away: true)
        for _ in 1...6 { #expect(await order(mint) == .unavailable) }
        backend.go(away: false)
        #expect(await order(mint) == .unavailable)
        fixture.clock.advance(seconds: CircuitBreaker.firstPauseSeconds)
        #expect(await order(mint) == .answered)
        #expect(await order(mint) == .answered)
    }

    @Test("is not what a silent issuer of an offer is: strangers make offers")
    func issuers() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        backend.go(away: true)
        for _ in 1...8 {
            await #expect(throws: PaymentError.unavailable("away")) {
                try await mint.services.fetchInvoice("lno1", amountMsat: nil)
            }
        }
        #expect(backend.orders == 8)
        backend.go(away: false)
        #expect(await order(mint) == .answered)
    }

    @Test("is not kept paused by who asks it for the invoices of silent issuers: that is never the question that goes through")
    func probes() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        backend.go(away: true)
        for _ in 1...5 { #expect(await order(mint) == .unavailable) }
        fixture.clock.advance(seconds: CircuitBreaker.firstPauseSeconds)
        await #expect(throws: PaymentError.unavailable("scripted does not answer")) {
            try await mint.services.fetchInvoice("lno1", amountMsat: nil)
        }
        #expect(backend.orders == 5)
        backend.go(away: false)
        #expect(await order(mint) == .answered)
    }

    private func order(_ mint: Mint) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.createMintQuote(MintQuoteOrder(unit: .sat, amount: 1))
        }
    }
}
