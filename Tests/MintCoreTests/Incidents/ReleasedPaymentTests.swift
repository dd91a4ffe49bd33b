import Cashu
import CashuCrypto
import Lightning
import Logging
import MintStore
import PaymentAPI
import PaymentFake
import Storage
import StorageTestSupport
import TestSupport
import Testing

@testable import MintCore

/// A backend that says failed, and later paid.
@Suite("Payments that succeed after they were released")
struct ReleasedPaymentTests {
    private func melt(_ mint: Mint, _ quote: MeltQuote, _ inputs: [Proof]) async -> Outcome {
        await Outcome.of { () throws(MintFailure) in
            try await mint.melt(quote: quote.id, inputs: inputs, outputs: [], prefersAsync: false)
        }
    }

    private func incidents(_ fixture: MintFixture) async throws -> [Incident] {
        try await fixture.database.read { (transaction) throws(StoreError) in try transaction.incidents() }
    }

    /// A melt that failed for sure.
    private func released() async throws -> (MintFixture, ScriptedBackend, Mint, MeltQuote, [Proof]) {
        let fixture = try await MintFixture()
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.failed("no route"))
        let mint = try await fixture.restarted(backend: backend)
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        #expect(await melt(mint, quote, inputs) == .refused(.paymentFailed))
        #expect(try await fixture.state(inputs) == [.unspent])
        return (fixture, backend, mint, quote, inputs)
    }

    @Test("A late success is an incident and an alarm, and stops the melts of every process until it is resolved")
    func lateSuccess() async throws {
        let (fixture, backend, mint, quote, inputs) = try await released()
        let waiting = try await fixture.meltQuote()
        backend.say { _ in .settled(spentMsat: 11_000) }
        let rounds = ReleasedPayments(mint.services)
        await rounds.round()
        #expect(try await incidents(fixture).isEmpty, "not yet looked at")
        fixture.clock.advance(seconds: 61)
        await rounds.round()
        let incident = try #require(try await incidents(fixture).first)
        #expect(incident.report.kind == .latePayment && incident.report.quoteID == quote.id)
        #expect(incident.report.backend == backend.name && incident.resolution == nil)
        #expect(fixture.log.entries.contains { $0.level == .critical })

        #expect(await melt(mint, waiting, inputs) == .unavailable)
        let restarted = try await fixture.restarted(backend: backend)
        #expect(await melt(restarted, waiting, inputs) == .unavailable)
        #expect(await restarted.obstacles().contains { $0.contains("melting has stopped") })
        let invoice = try fixture.invoice().text
        let asked = await Outcome.of { () throws(MintFailure) in
            try await restarted.createMeltQuote(MeltQuoteOrder(unit: .sat, request: invoice))
        }
        #expect(asked == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        // Another backend pays on.
        #expect(await melt(fixture.mint, waiting, inputs) == .answered)

        try await fixture.database.write { (transaction) throws(StoreError) in
            try transaction.resolve(incident: incident.number, reason: "paid back by the peer", at: 1)
        }
        backend.pay(.settled(spentMsat: 11_000))
        let (more, next) = (try await fixture.fund(16), try await fixture.meltQuote())
        #expect(await melt(restarted, next, more) == .answered)
        await rounds.round()
        #expect(try await incidents(fixture).count == 1, "reported once")
    }

    @Test("An incident that is found between the request and the order to pay gives everything back")
    func stoppedInTime() async throws {
        let fixture = try await MintFixture()
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        let report = Incident.Report(.conservation, backend: nil, detail: "found")
        fixture.signatory.beforeVerifying {
            _ = try? await fixture.database.write { (transaction) throws(StoreError) in
                try transaction.record(report, at: 1)
            }
        }
        #expect(await melt(fixture.mint, quote, inputs) == .unavailable)
        #expect(try await fixture.state(inputs) == [.unspent])
        #expect(await fixture.backend.outcome(of: quote.paymentHash, attempt: OperationID()) == .notFound)
        try await Books(fixture.database).expectQuiet()
    }

    @Test("A payment that another attempt has made, or is making, is no loss")
    func paidByAnother() async throws {
        let (fixture, backend, mint, quote, inputs) = try await released()
        backend.pay(.settled(spentMsat: 11_000))
        #expect(await melt(mint, quote, inputs) == .answered)
        backend.say { _ in .settled(spentMsat: 11_000) }
        fixture.clock.advance(seconds: 61)
        await ReleasedPayments(mint.services).round()
        #expect(try await incidents(fixture).isEmpty)
    }

    @Test("A payment of which the node knew nothing in time, and which it made after all, is found")
    func notFound() async throws {
        let fixture = try await MintFixture { $0.meltWaitSeconds = 0 }
        let backend = ScriptedBackend(fixture.backend)
        backend.pay(.unknown("cut off"))
        let mint = try await fixture.restarted(backend: backend)
        let (quote, inputs) = (try await fixture.meltQuote(), try await fixture.fund(16))
        #expect(await melt(mint, quote, inputs) == .answered)
        #expect(await eventually { mint.services.running.isIdle })
        await mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.pending], "not before its time")
        fixture.clock.advance(seconds: 3_600 * 24 * 8)
        await mint.recovery.round()
        #expect(try await fixture.state(inputs) == [.unspent])
        backend.say { _ in .settled(spentMsat: 11_000) }
        fixture.clock.advance(seconds: 61)
        await ReleasedPayments(mint.services).round()
        #expect(try await incidents(fixture).map(\.report.kind) == [.latePayment])
    }

    @Test("It is asked about less and less often, and after thirty days no more")
    func patience() async throws {
        let (fixture, backend, mint, _, _) = try await released()
        backend.say { _ in .failed("no route") }
        let rounds = ReleasedPayments(mint.services)
        let before = backend.questions
        for _ in 0..<(31 * 24) {
            fixture.clock.advance(seconds: 3_600)
            await rounds.round()
        }
        #expect((6...20).contains(backend.questions - before), "\(backend.questions - before) questions")
        let left = try await fixture.database.read { (transaction) throws(StoreError) in
            try transaction.releasedAttempts(due: .max >> 1, limit: 10)
        }
        #expect(left.isEmpty)
    }
}
