import Cashu
import CashuCrypto
import MintStore
import PaymentAPI
import Storage
import Testing

@testable import MintCore

@Suite("A melt that an operator releases")
struct ReleaseTests {
    @Test(
        "is refused, forced or not, while the backend says that it is paid or may yet be",
        arguments: [
            (PaymentOutcome.settled(spentMsat: 10_000), "it is paid"), (.inFlight, "in flight"),
        ])
    func paid(_ outcome: PaymentOutcome, _ text: String) async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in outcome }
        try await melt.expectRefusal(of: .release(isForced: false), because: text)
        try await melt.expectRefusal(of: .release(isForced: true), because: text)
    }

    @Test("goes through once the backend confirms that this attempt failed")
    func failed() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { $0 == melt.operation ? .failed("no route") : .unknown("another") }
        #expect(try await melt.resolve(.release(isForced: false)).isOver)
        try await melt.expectEnded(.unspent, .unpaid, by: "no route")
    }

    @Test("needs force while the backend cannot say, or has no record yet", arguments: [
        PaymentOutcome.unknown("database locked"), .notFound,
    ])
    func unknown(_ outcome: PaymentOutcome) async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in outcome }
        try await melt.expectRefusal(of: .release(isForced: false), because: "--force")
        #expect(try await melt.resolve(.release(isForced: true)).isOver)
        try await melt.expectEnded(.unspent, .unpaid, by: "forced")
    }

    @Test("needs no force any more once an order to pay cannot be on its way")
    func outOfTime() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .notFound }
        let evidence = try await melt.administration.saga(melt.reference)
        let moment = try #require(evidence.rule.lastMoment)
        #expect(moment == (evidence.invoiceExpiresAt ?? 0) + melt.fixture.settings.notFoundMarginSeconds)
        melt.fixture.clock.advance(seconds: moment - melt.fixture.clock.now())
        try await melt.expectRefusal(of: .release(isForced: false), because: "\(moment)")
        melt.fixture.clock.advance(seconds: 1)
        #expect(try await melt.resolve(.release(isForced: false)).isOver)
        try await melt.expectEnded(.unspent, .unpaid, by: "nobody can pay the invoice any more")
    }

    @Test("is watched: paid after all, it is a loss on record, and melts stop")
    func watched() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .unknown("gone") }
        _ = try await melt.resolve(.release(isForced: true))
        melt.backend.say { _ in .settled(spentMsat: 10_000) }
        melt.fixture.clock.advance(seconds: 61)
        await ReleasedPayments(melt.mint.services).round()
        let late = try await melt.administration.incidents().filter { $0.report.kind == .latePayment }
        #expect(late.map(\.report.operation) == [melt.operation])
        #expect(late.first?.report.detail.contains("ticket 4711") == true)
        #expect(late.first?.resolution == nil)
        #expect(
            await Outcome.of { () throws(MintFailure) in
                try await melt.mint.createMeltQuote(MeltQuoteOrder(unit: .sat, request: melt.quote.request))
            } == .unavailable)
    }

    @Test("is refused when its payment is on record")
    func finalizing() async throws {
        let melt = try await OpenMelt()
        let operation = melt.operation
        try await melt.fixture.database.write { (transaction) throws(StoreError) in
            guard let row = try transaction.lockSaga(operation)?.value else { throw .conflict("no saga") }
            try transaction.recordSettlement(
                row.hold, from: .paymentAttempted, preimage: nil, spentMsat: 10_000, at: 1)
        }
        melt.backend.say { _ in .failed("a lie") }
        try await melt.expectRefusal(of: .release(isForced: true), because: "it is paid")
        try await melt.expectRefusal(of: .settle(preimage: melt.preimage, spentMsat: 10_000), because: "settled already")
        let retried = try await melt.resolve(.retry)
        #expect(retried.isOver && retried.detail.contains("PAID"))
        try await melt.expectEnded(.spent, .paid, by: "recovery was asked for")
    }

    @Test("needs a reason of 1 to 1000 bytes", arguments: ["", "  \n", String(repeating: "x", count: 1_001), "a\0b"])
    func reason(_ reason: String) async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .failed("no route") }
        try await melt.expectRefusal(of: .release(isForced: false), because: "a reason of 1 to 1000", reason: reason)
    }

    @Test("is refused while this process works on it")
    func running() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .failed("no route") }
        guard let duty = melt.mint.services.running.begin(melt.operation) else {
            Issue.record("it runs")
            return
        }
        #expect(try await melt.administration.saga(melt.reference).saga.keeper == .running)
        for action in [SagaAction.release(isForced: true), .retry, .settle(preimage: melt.preimage, spentMsat: 10_000)] {
            let refusal = await Refusal.of { () throws(AdministrationFailure) in try await melt.resolve(action) }
            #expect(refusal?.contains("this process works on it") == true)
        }
        duty.discharge()
        #expect(try await melt.administration.incidents().isEmpty)
        #expect(try await melt.resolve(.release(isForced: false)).isOver)
    }

    @Test("that was not attempted needs no word of the backend")
    func notAttempted() async throws {
        let melt = try await OpenMelt()
        melt.backend.say { _ in .failed("no route") }
        _ = try await melt.resolve(.release(isForced: false))
        let operation = OperationID()
        let order = MeltOrder(quote: melt.quote.id, inputs: melt.inputs, outputs: [], prefersAsync: false)
        let services = melt.mint.services
        let checked = try services.check { (keysets, now) throws(NUTError) in
            try CheckedMelt(melt.quote, order, keysets: keysets, limits: services.settings.limits, now: now)
        }
        // As if the process had died before the marker.
        _ = try await MeltSaga.Initial(operation, services).setUp(checked)
        let reference = SagaReference(bytes: operation.bytes.bytes)
        melt.backend.say { _ in .inFlight }
        #expect(try await melt.administration.saga(reference).rule == .notAttempted)
        let refusal = await Refusal.of { () throws(AdministrationFailure) in
            try await melt.administration.resolve(saga: reference, .settle(preimage: nil, spentMsat: nil), reason: "r")
        }
        #expect(refusal?.contains("nobody was asked to pay") == true)
        let resolution = try await melt.administration.resolve(
            saga: reference, .release(isForced: false), reason: "r")
        #expect(resolution.isOver)
        #expect(try await melt.fixture.state(melt.inputs) == [.unspent])
        try await Books(melt.fixture.database).expectQuiet()
    }

    @Test("is released and on record, or neither, wherever the database fails", arguments: FaultPlan.Mode.allCases)
    func faults(_ mode: FaultPlan.Mode) async throws {
        var point = 0
        var hasFired = true
        while hasFired {
            point += 1
            let melt = try await OpenMelt()
            melt.backend.say { _ in .failed("no route") }
            melt.fixture.faults.arm(mode, at: point)
            let resolution = try? await melt.resolve(.release(isForced: false))
            hasFired = melt.fixture.faults.disarm()
            let isReleased = try await melt.fixture.state(melt.inputs) == [.unspent]
            let incidents = try await melt.administration.incidents()
            #expect(incidents.count == (isReleased ? 1 : 0), "\(mode) at \(point)")
            #expect(resolution == nil || isReleased, "\(mode) at \(point): what is said to be done is done")
            if !isReleased { _ = try await melt.resolve(.release(isForced: false)) }
            try await melt.expectEnded(.unspent, .unpaid, by: "no route")
        }
        #expect(point > 5, "the faults met the release")
    }
}
