import CoreMetrics
import MetricsTestKit
import MintStore
import PaymentAPI
import TestSupport
import Testing

@testable import MintCore

@Suite("What an operator watches")
struct WatchedMetricsTests {
    private let metrics = TestMetrics()
    private let backend = [("backend", "scripted")]

    private func last(_ label: String) throws -> Double? {
        try metrics.expectRecorder(label, backend).values.last
    }

    @Test("How many melts wait for their payment, and how long the oldest has")
    func oldest() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend)
        await withMetricsFactory(metrics) { await mint.audit.round() }
        #expect(try last("mint_melts_pending") == 0)
        #expect(try last("mint_oldest_pending_melt_seconds") == 0)
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        backend.pay(.inFlight)
        _ = try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        #expect(await eventually { mint.services.running.isIdle })
        fixture.clock.advance(seconds: 4_000)
        await withMetricsFactory(metrics) { await mint.audit.round() }
        #expect(try last("mint_melts_pending") == 1)
        #expect(try last("mint_oldest_pending_melt_seconds") == 4_000)
    }

    @Test("Whether nothing new is begun at the backend")
    func paused() throws {
        let breaker = CircuitBreaker(backend: "scripted", logger: MintFixture.logger)
        withMetricsFactory(metrics) {
            for _ in 1...CircuitBreaker.threshold { breaker.failed("no answer", at: 100) }
        }
        #expect(try last("mint_backend_paused") == 1)
        withMetricsFactory(metrics) { breaker.answered() }
        #expect(try last("mint_backend_paused") == 0)
    }

    @Test("What the backend has, and what the mint owes")
    func balance() async throws {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        let mint = try await fixture.restarted(backend: backend) { $0.solvency = SolvencyRule() }
        _ = try await fixture.fund(16)
        backend.have(msat: 8_000)
        await withMetricsFactory(metrics) { await mint.audit.round() }
        #expect(try last("mint_backend_balance_msat") == 8_000)
        #expect(try last("mint_owed_msat") == 16_000)
        #expect(try last("mint_solvency_ratio") == 0.5)
    }
}
