import BackendConformance
import Cashu
import CashuCrypto
import CoreLightningStandIn
import Lightning
import Logging
import PaymentAPI
import PaymentCLN
import Synchronization
import TestSupport
import Testing

/// A payment that a test begins.
struct TestPayment {
    let bench: Bench
    let order: OutgoingPayment

    var hash: FixedBytes<32> { order.request.paymentHash }
    var attempt: PaymentAttempt { order.asked }

    init(_ bench: Bench, _ invoice: Bolt11Invoice, amountMsat: UInt64 = 50_000, feeLimitMsat: UInt64 = 2_000)
        async throws
    {
        self.bench = bench
        order = OutgoingPayment(
            attempt: OperationID(), request: .bolt11(invoice), amountMsat: amountMsat, feeLimitMsat: feeLimitMsat,
            mark: try await bench.backend.mark())
    }

    init(_ bench: Bench, _ fate: StandInFate) async throws {
        try await self.init(bench, try bench.invoice(fate))
    }

    func pay() async -> PaymentOutcome { await bench.backend.pay(order) }
    func outcome() async -> PaymentOutcome { await bench.backend.outcome(of: attempt) }

    func isProven(_ outcome: PaymentOutcome) -> Bool {
        guard case .settled(let settlement) = outcome else { return false }
        return SHA256.hash(settlement.preimage.bytes) == hash
    }
}

/// Seconds that only the test lets pass.
final class ManualUptime: Sendable {
    private let value = Atomic<UInt64>(1_000)

    var seconds: UInt64 { value.load(ordering: .relaxed) }

    func advance(by seconds: UInt64) { value.add(seconds, ordering: .relaxed) }
}

@Suite("Paying with Core Lightning")
struct PayingTests {
    private static func kind(_ outcome: PaymentOutcome) -> OutcomeKind { OutcomeKind(outcome) }

    @Test("an error of xpay while a part is under way is not a failure", arguments: Way.allCases)
    func failsEarly(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .failEarly)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        payment.bench.node.end(payment.hash, paid: true)
        #expect(payment.isProven(await payment.outcome()))
    }

    @Test("three entries for one hash, of which one is complete, are a payment", arguments: Way.allCases)
    func threeEntries(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .threeEntries)
        #expect(payment.isProven(await payment.pay()))
    }

    @Test("an empty list while the node looks for routes is no failure", arguments: Way.allCases)
    func routing(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .routing)
        #expect(Self.kind(await payment.pay()) == .unknown)
        #expect(Self.kind(await payment.outcome()) == .notFound)
        payment.bench.node.end(payment.hash, paid: true, text: payment.order.request.text)
        #expect(payment.isProven(await payment.outcome()))
    }

    @Test("parts that all failed are no failure while the node may send others", arguments: Way.allCases)
    func retrying(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .retrying)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        #expect(Self.kind(await payment.outcome()) == .inFlight)
        let reopened = try payment.bench.reopened()
        #expect(Self.kind(await reopened.outcome(of: payment.attempt)) == .inFlight)
        payment.bench.node.end(payment.hash, paid: true)
        #expect(payment.isProven(await payment.outcome()))
    }

    @Test("parts that all failed are a failure when the node's time is over")
    func retriesEnd() async throws {
        let payment = try await TestPayment(try await Bench(), .retrying)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        // One second to try, and the margin.
        payment.bench.node.change { $0.laterBy += 121 }
        #expect(Self.kind(await payment.outcome()) == .inFlight)
        payment.bench.node.change { $0.laterBy += 1 }
        #expect(Self.kind(await payment.outcome()) == .failed)
    }

    @Test("nor does a clock that is ahead of the node's end the node's time, nor a restart of the mint")
    func clocks() async throws {
        let bench = try await Bench()
        let payment = try await TestPayment(bench, .retrying)
        let (node, uptime) = (bench.node, ManualUptime())
        let backend = try CoreLightningBackend(
            bench.configuration, logger: bench.log.logger, now: { node.now + 86_400 }, uptime: { uptime.seconds })
        #expect(Self.kind(await backend.pay(payment.order)) == .unknown)
        uptime.advance(by: 121)
        #expect(Self.kind(await backend.outcome(of: payment.attempt)) == .unknown)
        let restarted = try CoreLightningBackend(
            bench.configuration, logger: bench.log.logger, now: { node.now + 86_400 }, uptime: { uptime.seconds })
        #expect(Self.kind(await restarted.outcome(of: payment.attempt)) == .unknown)
        uptime.advance(by: 121)
        #expect(Self.kind(await restarted.outcome(of: payment.attempt)) == .unknown)
        #expect(Self.kind(await backend.outcome(of: payment.attempt)) == .failed)
        uptime.advance(by: 1)
        #expect(Self.kind(await restarted.outcome(of: payment.attempt)) == .failed)
    }

    @Test("nor does it for another instance of the mint that takes over, however long that one runs")
    func takesOver() async throws {
        let bench = try await Bench()
        let (node, uptime) = (bench.node, ManualUptime())
        let second = try CoreLightningBackend(
            bench.configuration, logger: bench.log.logger, now: { node.now + 86_400 }, uptime: { uptime.seconds })
        uptime.advance(by: 100_000)
        let payment = try await TestPayment(bench, .retrying)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        #expect(Self.kind(await second.outcome(of: payment.attempt)) == .unknown)
        uptime.advance(by: 121)
        #expect(Self.kind(await second.outcome(of: payment.attempt)) == .unknown)
        uptime.advance(by: 1)
        #expect(Self.kind(await second.outcome(of: payment.attempt)) == .failed)
        // What it has said it says again, also much later.
        uptime.advance(by: 1_000_000)
        #expect(Self.kind(await second.outcome(of: payment.attempt)) == .failed)
    }

    @Test("a payment that the node gave up after all parts failed is a failure", arguments: Way.allCases)
    func givenUp(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .giveUp)
        #expect(Self.kind(await payment.pay()) == .failed)
    }

    @Test("a payment that the node gave up without a record is not taken for failed")
    func givenUpEarly() async throws {
        let payment = try await TestPayment(try await Bench(), .giveUpEarly)
        #expect(Self.kind(await payment.pay()) == .unknown)
        #expect(Self.kind(await payment.outcome()) == .notFound)
    }

    @Test("a plugin that dies takes no payment with it", arguments: Way.allCases)
    func pluginDies(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .pluginDies)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        payment.bench.node.end(payment.hash, paid: true)
        #expect(payment.isProven(await payment.outcome()))
    }

    @Test("an error that says nothing is looked behind: the payment went through", arguments: Way.allCases)
    func genericError(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .genericErrorPaid)
        #expect(payment.isProven(await payment.pay()))
    }

    @Test(
        "each ambiguous code leaves a payment open when nothing is known of it",
        arguments: [-1, -3, -4, -5, 200, 201, 77])
    func ambiguous(_ code: Int64) async throws {
        let payment = try await TestPayment(try await Bench(), .settle)
        payment.bench.node.inject(.error(code: code), into: "xpay")
        #expect(Self.kind(await payment.pay()) == .unknown)
        #expect(Self.kind(await payment.outcome()) == .notFound)
    }

    @Test(
        "each final code is a failure when nothing was begun",
        arguments: [203, 205, 206, 207, 212, 215, 216, 220, -32_602])
    func final(_ code: Int64) async throws {
        let payment = try await TestPayment(try await Bench(), .settle)
        payment.bench.node.inject(.error(code: code), into: "xpay")
        #expect(Self.kind(await payment.pay()) == .failed)
    }

    @Test("after an error, silence about the payment is not an answer", arguments: Way.allCases)
    func listIsLost(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .noRoute)
        // Twice: a question may be repeated.
        for _ in 0..<2 { payment.bench.node.inject(.cutInReply, into: "listpays") }
        #expect(Self.kind(await payment.pay()) == .unknown)
    }

    @Test("an order to pay is never given twice, though other calls are repeated", arguments: Way.allCases)
    func ordersOnce(_ way: Way) async throws {
        let payment = try await TestPayment(try await Bench(way), .hangCut)
        #expect(Self.kind(await payment.pay()) == .inFlight)
        #expect(payment.bench.node.orders(payment.hash) == 1)
        #expect(payment.bench.node.calls(of: "xpay") == 1)
    }

    @Test("an invoice that was paid before is found so, whatever code the node has for it", arguments: [218, 219])
    func paidBefore(_ code: Int64) async throws {
        let bench = try await Bench()
        bench.node.change { $0.alreadyPaidCode = code }
        let invoice = try bench.invoice(StandInFate.settle)
        bench.node.payBefore(invoice.text, paid: true, amountMsat: 50_000)
        let payment = try await TestPayment(bench, invoice)
        #expect(payment.isProven(await payment.pay()))
        #expect(bench.node.timesPaid(payment.hash) == 1)
    }

    @Test("a preimage that does not fit is an alarm", arguments: [StandInFate.wrongPreimage, .noPreimage])
    func noProof(_ fate: StandInFate) async throws {
        let payment = try await TestPayment(try await Bench(), fate)
        #expect(Self.kind(await payment.pay()) == .unknown)
        #expect(payment.bench.log.texts(from: .critical).contains { $0.contains(payment.hash.hex) })
    }

    @Test("a fee above the limit is an alarm, and the payment is settled at what it cost")
    func overcharged() async throws {
        let payment = try await TestPayment(try await Bench(), .overcharge)
        let outcome = await payment.pay()
        #expect(payment.isProven(outcome))
        guard case .settled(let settlement) = outcome else { return }
        #expect(settlement.spentMsat == 70_000)
        #expect(payment.bench.log.texts(from: .error).contains { $0.contains("more on fees") })
    }

    @Test("what the node says was sent is the cost, parts under way included")
    func cost() async throws {
        let payment = try await TestPayment(try await Bench(), .settle)
        guard case .settled(let settlement) = await payment.pay() else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.spentMsat == 51_000)
        #expect(payment.bench.log.texts(from: .warning) == [])
    }

    @Test("the limit of the fee is given in millisatoshi, and the amount only where the invoice has none")
    func parameters() async throws {
        let bench = try await Bench()
        let fixed = try await TestPayment(bench, .settle)
        #expect(fixed.isProven(await fixed.pay()))
        #expect(
            bench.node.lastParameters(of: "xpay")
                == .object(["invstring": .text(fixed.order.request.text), "maxfee": .int(2_000), "retry_for": .int(1)]))
        let open = try await TestPayment(bench, try bench.invoice(StandInFate.settle, amountMsat: nil))
        #expect(open.isProven(await open.pay()))
        #expect(
            bench.node.lastParameters(of: "xpay")
                == .object([
                    "invstring": .text(open.order.request.text), "maxfee": .int(2_000), "retry_for": .int(1),
                    "amount_msat": .int(50_000),
                ]))
    }

    @Test("a part is paid as a part", arguments: [true, false])
    func parts(_ knowsXPay: Bool) async throws {
        let bench = try await Bench()
        bench.node.change { $0.knowsXPay = knowsXPay }
        #expect(bench.backend.capabilities.paysParts)
        let payment = try await TestPayment(
            bench, try bench.invoice(StandInFate.settle, amountMsat: 100_000), amountMsat: 40_000)
        guard case .settled(let settlement) = await payment.pay() else {
            Issue.record("not settled")
            return
        }
        #expect(settlement.spentMsat == 41_000)
        let parameters = bench.node.lastParameters(of: knowsXPay ? "xpay" : "pay")
        #expect(parameters?["partial_msat"] == .int(40_000))
        #expect(parameters?["amount_msat"] == nil)
    }

    @Test(
        "while the node has not answered, nothing is over", arguments: Way.allCases,
        [StandInFate.hang, .retryingHeld, .routingHeld])
    func liveCall(_ way: Way, _ fate: StandInFate) async throws {
        let bench = try await Bench(way) { $0.retrySeconds = 60 }
        let payment = try await TestPayment(bench, fate)
        let paying = Task { await payment.pay() }
        #expect(await eventually { bench.node.isWaited(for: payment.hash) })
        // Whatever has failed so far, and however late it is.
        bench.node.change { $0.laterBy += 100_000 }
        #expect([.inFlight, .unknown].contains(Self.kind(await payment.outcome())))
        // Other calls are answered meanwhile.
        #expect(try await bench.backend.received(payment.hash) == nil)
        bench.node.end(payment.hash, paid: true, text: payment.order.request.text)
        #expect(payment.isProven(await paying.value))
    }

    @Test("a call that the node leaves without an answer ends")
    func silence() async throws {
        let payment = try await TestPayment(try await Bench(), .settle)
        payment.bench.node.inject(.silence, into: "xpay")
        #expect(Self.kind(await payment.pay()) == .unknown)
    }

    @Test("the mark is the number of the last part that the node ever sent")
    func marks() async throws {
        let bench = try await Bench()
        #expect(try await bench.backend.mark().value == 0)
        let payment = try await TestPayment(bench, .settle)
        #expect(payment.isProven(await payment.pay()))
        #expect(try await bench.backend.mark().value == 2)
    }

    @Test("the fee reserve is a share of the amount, and never less than its minimum")
    func estimates() async throws {
        let bench = try await Bench()
        let invoice = PaymentRequest.bolt11(try bench.invoice(StandInFate.settle))
        #expect(try await bench.backend.estimate(invoice, amountMsat: 50_000).feeReserveMsat == 2_000)
        #expect(try await bench.backend.estimate(invoice, amountMsat: 1_000_099).feeReserveMsat == 10_000)
        await #expect(throws: PaymentError.self) { try await bench.backend.estimate(invoice, amountMsat: 0) }
    }
}
