import Cashu
import CashuCrypto
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("Doubt about a payment of LND")
struct DoubtTests {
    private func isProven(_ outcome: PaymentOutcome, _ invoice: ForeignInvoice) -> Bool {
        if case .settled(let settlement) = outcome { settlement.preimage == invoice.preimage } else { false }
    }

    @Test("about a stream that is cut off, at any byte, is ended by asking again", arguments: [-1, 0, 1, 40, 200, 500])
    func cut(bytes: Int) async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice()
            await test.node.fail("/v2/router/send", .cut(afterBytes: bytes))
            let paid1 = try await test.pay(invoice)
            #expect(isProven(paid1, invoice))
            #expect(await test.node.payments(of: invoice.invoice.paymentHash).count == 1)
        }
    }

    @Test("about a payment that went on when its stream was cut off stays until it is over", arguments: [true, false])
    func cutInFlight(isPaid: Bool) async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            await test.node.fail("/v2/router/send", .cut(afterBytes: -1))
            let order = try await test.order(invoice)
            #expect(await test.backend.pay(order) == .inFlight)
            #expect(await test.outcome(of: order) == .inFlight)
            try await test.node.finish(invoice.invoice.paymentHash, failing: isPaid ? nil : "TIMEOUT")
            let end = await test.outcome(of: order)
            #expect(isPaid ? isProven(end, invoice) : end.isFailed, "\(end)")
        }
    }

    @Test("about a node that was restarted in mid-payment stays until it is over, and one payment is made")
    func restart() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            let order = try await test.order(invoice)
            let paying = Task { await test.backend.pay(order) }
            #expect(await eventually { await test.node.payments.count == 1 })
            try await test.node.restart()
            let first = await paying.value
            #expect(first == .inFlight || first.isUnknown, "\(first)")
            #expect(await test.outcome(of: order) == .inFlight)
            try await test.node.finish(invoice.invoice.paymentHash)
            #expect(isProven(await test.outcome(of: order), invoice))
            #expect(await test.node.payments(of: invoice.invoice.paymentHash).count == 1)
            #expect(await test.node.paidTwice.isEmpty)
        }
    }

    @Test("about an order that the node did not get: pay does not know, and afterwards there is no record")
    func lostOrder() async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            await test.node.fail("/v2/router/send", .loseRequest)
            #expect(await test.backend.pay(order).isUnknown)
            #expect(await test.outcome(of: order) == .notFound)
            #expect(await test.node.payments.isEmpty)
        }
    }

    @Test("about a payment that hangs is reported when its time is over, and it goes on")
    func hangs() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            let order = try await test.order(invoice)
            #expect(await test.backend.pay(order) == .inFlight)
            try await test.node.finish(invoice.invoice.paymentHash)
            #expect(isProven(await test.outcome(of: order), invoice))
        }
    }

    @Test(
        "about a hash that the node has already (AlreadyExists) is ended by asking, and never by a failure",
        arguments: ["invoice is already paid", "payment is in transition", "payment already exists"])
    func alreadyExists(message: String) async throws {
        try await TestNode.with { test in
            let refusal = StandInFault.Kind.refuse(http: 409, code: 6, message: message, isObeyed: true)
            let paid = try TestNode.invoice()
            await test.node.fail("/v2/router/send", refusal)
            let paid2 = try await test.pay(paid)
            #expect(isProven(paid2, paid))
            await test.node.fail("/v2/router/send", refusal)
            let paid3 = try await test.pay(try TestNode.invoice(.isHeld))
            #expect(paid3 == .inFlight)
            let unobeyed = StandInFault.Kind.refuse(http: 409, code: 6, message: message, isObeyed: false)
            await test.node.fail("/v2/router/send", unobeyed)
            let isUnknown4 = try await test.pay(try TestNode.invoice()).isUnknown
            #expect(isUnknown4)
            #expect(await test.node.paidTwice.isEmpty)
        }
    }

    @Test("about an invoice that was paid, or is being paid, by somebody else: it is not paid again")
    func paidElsewhere() async throws {
        try await TestNode.with { test in
            let (paid, held) = (try TestNode.invoice(), try TestNode.invoice(.isHeld))
            try await test.node.pay(paid)
            try await test.node.pay(held)
            let paid5 = try await test.pay(paid)
            #expect(isProven(paid5, paid))
            let paid6 = try await test.pay(held)
            #expect(paid6 == .inFlight)
            #expect(await test.orders == 0)
        }
    }

    @Test("is not ended by the failure of an older attempt: of this one there is no record")
    func olderFailure() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.fails("NO_ROUTE"))
            let first = try await test.order(invoice)
            #expect(await test.backend.pay(first).isFailed)
            let second = try await test.order(invoice)
            await test.node.fail("/v2/router/send", .loseRequest)
            #expect(await test.backend.pay(second).isUnknown)
            #expect(await test.outcome(of: second) == .notFound)
            #expect(await test.outcome(of: first).isFailed)
        }
    }

    @Test("about a hash that failed once: a new attempt has a larger number and its own end")
    func newAttempt() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            let first = try await test.order(invoice)
            await test.node.fail("/v2/router/send", .cut(afterBytes: -1))
            #expect(await test.backend.pay(first) == .inFlight)
            try await test.node.finish(invoice.invoice.paymentHash, failing: "TIMEOUT")
            #expect(await test.outcome(of: first).isFailed)
            let second = try await test.order(invoice)
            await test.node.fail("/v2/router/send", .cut(afterBytes: -1))
            #expect(await test.backend.pay(second) == .inFlight)
            #expect(await test.node.payments.map(\.index) == [1, 2])
            #expect(await test.outcome(of: first) == .inFlight, "the hash may be paid, whoever asks")
            try await test.node.finish(invoice.invoice.paymentHash)
            #expect(isProven(await test.outcome(of: second), invoice))
            #expect(await test.node.paidTwice.isEmpty)
        }
    }

    @Test("does not make an attempt that failed begin a second time")
    func notAgain() async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice(.fails("NO_ROUTE")))
            #expect(await test.backend.pay(order).isFailed)
            #expect(await test.backend.pay(order).isFailed)
            #expect(await test.orders == 1)
        }
    }

    @Test("about a number that the node's database gave out twice ends in failure only where it is certain")
    func reusedNumber() async throws {
        try await TestNode.with(script: { $0.reusesNumbers = true }) { test in
            let invoice = try TestNode.invoice(.fails("NO_ROUTE"))
            let isFailed7 = try await test.pay(invoice).isFailed
            #expect(isFailed7)
            // The answer to the order itself.
            let isFailed8 = try await test.pay(invoice).isFailed
            #expect(isFailed8)
            // Without that answer: the row is another than before the order.
            await test.node.fail("/v2/router/send", .cut(afterBytes: -1))
            let third = try await test.order(invoice)
            #expect(await test.backend.pay(third).isFailed)
            #expect(await test.node.payments.map(\.index) == [1, 1, 1])
            // Another process has only the number.
            let another9 = try await test.another().outcome(of: third.asked)
            #expect(another9 == .notFound)
        }
    }

    @Test("about a hash that the node never heard of: no record, bare or in a stream", arguments: [false, true])
    func unknownHash(inStreams: Bool) async throws {
        try await TestNode.with(script: { $0.reportsErrorsInStreams = inStreams }) { test in
            let order = try await test.order(try TestNode.invoice())
            #expect(await test.outcome(of: order) == .notFound)
        }
    }

    @Test("is not ended by a 404 that is not the node's, or not about the payment")
    func other404() async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            for kind in [
                StandInFault.Kind.answer(http: 404, body: "<html>Not Found</html>"),
                .refuse(http: 404, code: 5, message: "Not Found", isObeyed: false),
                .answer(http: 200, body: ""), .answer(http: 200, body: "{}\n"), .answer(http: 200, body: "[1]\n"),
                .refuse(http: 500, code: 2, message: "permission denied", isObeyed: false), .loseRequest,
            ] {
                // A connection that breaks is tried once more.
                for _ in 0..<2 { await test.node.fail("/v2/router/track/", kind) }
                let outcome = await test.outcome(of: order)
                #expect(outcome.isUnknown, "\(kind): \(outcome)")
                await test.node.update { $0.faults = [] }
            }
        }
    }

    @Test(
        "stays after an error that may come of an order that was obeyed",
        arguments: [
            StandInFault.Kind.refuse(http: 503, code: 14, message: "transport is closing", isObeyed: false),
            .refuse(http: 504, code: 4, message: "context deadline exceeded", isObeyed: false),
            .refuse(http: 500, code: 13, message: "internal", isObeyed: false),
            .refuse(http: 500, code: 2, message: "wallet locked, unlock it", isObeyed: false),
            .answer(http: 502, body: "<html>Bad Gateway</html>"), .answer(http: 200, body: ""),
            .answer(http: 200, body: #"{"error":{"code":14,"message":"transport is closing"}}"#),
        ])
    func ambiguous(kind: StandInFault.Kind) async throws {
        try await TestNode.with { test in
            await test.node.fail("/v2/router/send", kind)
            let outcome = try await test.pay(try TestNode.invoice())
            #expect(outcome.isUnknown, "\(outcome)")
        }
    }

    @Test("stays while the node is away; but an order that could not be given was not")
    func away() async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            try await test.node.stop()
            #expect(await test.outcome(of: order).isUnknown)
            let outcome = await test.backend.pay(order)
            #expect(outcome.isFailed && outcome.reason.hasPrefix("nothing was sent: "), "\(outcome)")
        }
    }

    @Test(
        "is none when the question before the order fails: nothing is sent, whatever is answered then",
        arguments: ["/v2/router/track/", "/v1/payments", "/v1/getinfo"])
    func beforeTheOrder(path: String) async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            for _ in 0..<2 { await test.node.fail(path, .cut(afterBytes: -1)) }
            let outcome = await test.backend.pay(order)
            #expect(outcome.isFailed && outcome.reason.hasPrefix("nothing was sent: "), "\(outcome)")
            #expect(await test.orders == 0)
        }
    }

    @Test("about an order that this process is still giving is an answer of its own: in flight")
    func live() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.fails("NO_ROUTE"))
            let order = try await test.order(invoice)
            await test.node.fail("/v2/router/send", .slow(milliseconds: 600_000))
            let paying = Task { await test.backend.pay(order) }
            #expect(await eventually { test.backend.live.contains(order.request.paymentHash) })
            #expect(await test.outcome(of: order) == .inFlight)
            let another10 = try await test.another().outcome(of: order.asked)
            #expect(another10 == .notFound)
            // Somebody else tries in vain meanwhile: ours may still come.
            try await test.node.pay(invoice)
            #expect(try await test.another().outcome(of: order.asked).isFailed)
            #expect(await test.outcome(of: order) == .inFlight)
            paying.cancel()
            _ = await paying.value
        }
    }

    @Test("about a state that LND does not explain stays", arguments: ["UNKNOWN", "PONDERING"])
    func states(status: String) async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            let hash = order.request.paymentHash.hex
            let line = #"{"result":{"payment_hash":"\#(hash)","status":"\#(status)","payment_index":"9"}}"#
            await test.node.fail("/v2/router/track/", .answer(http: 200, body: line))
            #expect(await test.outcome(of: order).isUnknown)
            let begun = line.replacing(status, with: "INITIATED")
            await test.node.fail("/v2/router/track/", .answer(http: 200, body: begun))
            #expect(await test.outcome(of: order) == .inFlight)
        }
    }
}
