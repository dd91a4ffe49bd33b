import Cashu
import CashuCrypto
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The node that a mark of LND is of")
struct RecordsTests {
    @Test("stands in the mark, and is the same after a restart")
    func mark() async throws {
        try await TestNode.with { test in
            let mark = try await test.backend.mark()
            #expect(mark.records != nil)
            try await test.node.restart()
            #expect(try await test.backend.mark() == mark)
            try await test.node.restart(as: "another")
            let other = try await test.backend.mark()
            #expect(other.value == mark.value && other.records != mark.records)
        }
    }

    @Test("is the only one whose silence means that there is no payment")
    func silence() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            let order = try await test.order(invoice)
            await test.node.fail("/v2/router/send", .cut(afterBytes: -1))
            #expect(await test.backend.pay(order) == .inFlight)
            try await test.node.restart(as: "another")
            let elsewhere = await test.outcome(of: order)
            #expect(elsewhere.isUnknown && elsewhere.reason.contains("another LND node"), "\(elsewhere)")
            try await test.node.restart(as: "ledger")
            #expect(await test.outcome(of: order) == .inFlight)
        }
    }

    @Test("is the only one whose failure fails the attempt, and anyone's success settles it", arguments: [true, false])
    func elsewhere(isPaid: Bool) async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(isPaid ? .settles : .fails("NO_ROUTE"))
            let order = try await test.order(invoice)
            try await test.node.restart(as: "another")
            try await test.node.pay(invoice)
            let outcome = await test.outcome(of: order)
            if isPaid {
                #expect(outcome == .settled(Settlement(preimage: invoice.preimage, spentMsat: 22_000)))
            } else {
                #expect(outcome.isUnknown && outcome.reason.contains("another LND node"), "\(outcome)")
            }
        }
    }

    @Test("is the only one that is told to pay")
    func noOrder() async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice())
            try await test.node.restart(as: "another")
            let outcome = await test.backend.pay(order)
            #expect(outcome.isFailed && outcome.reason.contains("nothing was sent: another LND node"), "\(outcome)")
            #expect(await test.orders == 0)
        }
    }

    @Test("is not on record for an attempt of long ago: what failed or is unknown to the node proves nothing")
    func noRecords() async throws {
        try await TestNode.with { test in
            let (unheard, failing) = (try TestNode.invoice(), try TestNode.invoice(.fails("NO_ROUTE")))
            for invoice in [unheard, failing] {
                let order = try await test.order(invoice)
                if invoice.preimage == failing.preimage { #expect(await test.backend.pay(order).isFailed) }
                let asked = PaymentAttempt(
                    id: order.attempt, paymentHash: order.request.paymentHash, mark: PaymentMark(order.mark.value))
                let outcome = await test.backend.outcome(of: asked)
                #expect(outcome.isUnknown && outcome.reason.contains("not on record"), "\(outcome)")
            }
            let order = try await test.order(unheard, mark: .start)
            #expect(await test.backend.pay(order).isFailed)
            #expect(await test.node.payments(of: unheard.invoice.paymentHash).isEmpty)
        }
    }

    @Test("proves nothing once it has lost payments, as after it was restored from its seed")
    func lostPayments() async throws {
        try await TestNode.with { test in
            _ = try await test.pay(try TestNode.invoice())
            let invoice = try TestNode.invoice()
            let order = try await test.order(invoice)
            try await test.node.forgetPayments()
            let outcome = await test.outcome(of: order)
            #expect(outcome.isUnknown && outcome.reason.contains("lost payments"), "\(outcome)")
        }
    }

    @Test("proves nothing once payments were deleted, though the node has counted on since")
    func deletedPayments() async throws {
        try await TestNode.with { test in
            _ = try await test.pay(try TestNode.invoice())
            let order = try await test.order(try TestNode.invoice())
            guard case .settled = await test.backend.pay(order) else { return #expect(Bool(false), "the payment is not settled") }
            await test.node.update { $0.deletedUpTo = 2 }
            _ = try await test.pay(try TestNode.invoice())
            let outcome = await test.outcome(of: order)
            #expect(outcome.isUnknown && outcome.reason.contains("deleted"), "\(outcome)")
            // With the newest of before still there, that there is none of it does prove something.
            let unheard = try await test.order(try TestNode.invoice())
            _ = try await test.pay(try TestNode.invoice())
            #expect(await test.outcome(of: unheard) == .notFound)
        }
    }

    /// A limit, and the reason why docs/lightning-lnd.md forbids it. Neither would a gap in the numbers prove anything,
    /// nor its absence: LND leaves numbers out, and a newest payment that is gone leaves no gap.
    @Test(
        "cannot tell a single payment that was deleted from one that was never made: the newest before it is there")
    func deletedPayment() async throws {
        try await TestNode.with { test in
            _ = try await test.pay(try TestNode.invoice())
            let paid = try TestNode.invoice()
            let order = try await test.order(paid)
            guard case .settled = await test.backend.pay(order) else {
                return #expect(Bool(false), "the payment is not settled")
            }
            await test.node.update { $0.deleted = [2] }
            #expect(await test.outcome(of: order) == .notFound)
            _ = try await test.pay(try TestNode.invoice())
            #expect(await test.outcome(of: order) == .notFound)
            #expect(await test.node.payments(of: paid.invoice.paymentHash).map(\.status) == ["SUCCEEDED"])
        }
    }

    @Test("proves nothing by its silence while it does not know the newest blocks")
    func unsynced() async throws {
        try await TestNode.with { test in
            let unheard = try await test.order(try TestNode.invoice())
            await test.node.update { $0.isSyncedToChain = false }
            let outcome = await test.outcome(of: unheard)
            #expect(outcome.isUnknown && outcome.reason.contains("newest blocks"), "\(outcome)")
            await test.node.update { $0.isSyncedToChain = true }
            #expect(await test.outcome(of: unheard) == .notFound)
        }
    }

    @Test("fails nothing after an order that another node was asked about")
    func doubt() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(.isHeld)
            let order = try await test.order(invoice)
            let paying = Task { await test.backend.pay(order) }
            #expect(await eventually { await test.node.payments.count == 1 })
            try await test.node.restart(as: "another")
            let outcome = await paying.value
            #expect(outcome.isUnknown, "\(outcome)")
            try await test.node.restart(as: "ledger")
            #expect(await test.outcome(of: order) == .inFlight)
        }
    }
}
