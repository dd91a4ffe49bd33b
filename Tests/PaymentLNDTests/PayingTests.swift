import Cashu
import CashuCrypto
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("Paying with LND")
struct PayingTests {
    @Test("settles with the preimage of the hash, and tells value and fee together")
    func success() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(feeMsat: 1_234)
            let order = try await test.order(invoice)
            let outcome = await test.backend.pay(order)
            #expect(outcome == .settled(Settlement(preimage: invoice.preimage, spentMsat: 22_234)))
            #expect(await test.outcome(of: order) == outcome)
            let rows = await test.node.payments(of: invoice.invoice.paymentHash)
            #expect(rows.map(\.feeLimitMsat) == [2_000], "the limit is passed on exactly, in millisatoshis")
        }
    }

    @Test("reads streams that come in single bytes, and updates that nobody asked for", arguments: [1, 2, 50, 0])
    func chunks(bytes: Int) async throws {
        // Thousands of packets take their time beside other tests.
        try await TestNode.with(
            script: {
                $0.chunkBytes = bytes
                $0.ignoresNoInflightUpdates = true
            },
            configuration: {
                $0.patience = .seconds(60)
                $0.paymentTimeoutSeconds = 60
            }
        ) { test in
            let invoice = try TestNode.invoice()
            let outcome = try await test.pay(invoice)
            #expect(outcome == .settled(Settlement(preimage: invoice.preimage, spentMsat: 22_000)))
        }
    }

    @Test("pays what was agreed for an invoice that leaves the amount open")
    func amountless() async throws {
        try await TestNode.with { test in
            let invoice = try TestNode.invoice(amountMsat: nil)
            let outcome = await test.backend.pay(try await test.order(invoice, amountMsat: 7_777))
            #expect(outcome == .settled(Settlement(preimage: invoice.preimage, spentMsat: 8_777)))
        }
    }

    @Test("with a limit of 0 takes routes that are free of charge, and no others")
    func freeOfCharge() async throws {
        try await TestNode.with { test in
            let dear = try TestNode.invoice(feeMsat: 1)
            #expect(try await test.pay(dear, feeLimitMsat: 0).isFailed)
            let free = try TestNode.invoice(feeMsat: 0)
            #expect(
                try await test.pay(free, feeLimitMsat: 0)
                    == .settled(Settlement(preimage: free.preimage, spentMsat: 21_000)))
        }
    }

    @Test(
        "fails for every reason that LND gives, in words",
        arguments: [
            ("TIMEOUT", "no route worked in time"), ("NO_ROUTE", "no route within the fee reserve"),
            ("ERROR", "the LND node failed to pay"), ("INCORRECT_PAYMENT_DETAILS", "the recipient does not know"),
            ("INSUFFICIENT_BALANCE", "not enough outbound liquidity"), ("CANCELED", "cancelled at the LND node"),
            ("NONE", "gives no reason"), ("OF_TOMORROW", "a reason that is not known: FAILURE_REASON_OF_TOMORROW"),
        ])
    func failures(reason: String, words: String) async throws {
        try await TestNode.with { test in
            let order = try await test.order(try TestNode.invoice(.fails(reason)))
            let outcome = await test.backend.pay(order)
            #expect(outcome.isFailed && outcome.reason.contains(words), "\(outcome)")
            #expect(await test.outcome(of: order) == outcome)
        }
    }

    @Test("fails when the channels have not enough")
    func liquidity() async throws {
        try await TestNode.with(script: { $0.localMsat = 20_999 }) { test in
            let outcome = try await test.pay(try TestNode.invoice())
            #expect(outcome.isFailed && outcome.reason.contains("outbound liquidity"))
        }
    }

    @Test("refuses what cannot be paid before the node is told to")
    func senseless() async throws {
        try await TestNode.with { test in
            let mark = try await test.backend.mark()
            func outcome(_ request: PaymentRequest, _ amountMsat: UInt64) async -> PaymentOutcome {
                await test.backend.pay(
                    OutgoingPayment(
                        attempt: OperationID(), request: request, amountMsat: amountMsat, feeLimitMsat: 1_000,
                        mark: mark))
            }
            let (plain, open) = (try TestNode.invoice(), try TestNode.invoice(amountMsat: nil))
            let expired = try TestNode.invoice(timestamp: TestNode.now() - 3_601)
            let foreign = try TestNode.invoice(network: .bitcoin)
            let offered = Bolt12Invoice(
                text: "lni1", paymentHash: SHA256.hash("offered"), amountMsat: 1_000, expiresAt: .max)
            for (request, amount, words) in [
                (PaymentRequest.bolt11(plain.invoice), UInt64(20_999), "amount"),
                (.bolt11(plain.invoice), 21_001, "amount"),
                (.bolt11(open.invoice), 0, "nothing"), (.bolt11(expired.invoice), 21_000, "expired"),
                (.bolt11(foreign.invoice), 21_000, "is for bitcoin"), (.bolt12(offered), 1_000, "BOLT 12"),
            ] {
                let outcome = await outcome(request, amount)
                #expect(outcome.isFailed && outcome.reason.contains(words), "\(outcome)")
                let error = await failure { () async throws(PaymentError) in
                    try await test.backend.estimate(request, amountMsat: amount)
                }
                #expect(error?.isRefused == true && error?.text.contains(words) == true)
            }
            #expect(await test.orders == 0)
        }
    }

    @Test("reserves the larger of the minimum and the share, and never asks the node for that")
    func estimate() async throws {
        try await TestNode.with { test in
            let open = PaymentRequest.bolt11(try TestNode.invoice(amountMsat: nil).invoice)
            for (amount, reserve) in [
                (UInt64(1), UInt64(2_000)), (100_000, 2_000), (100_050, 2_001), (1_000_000_000, 20_000_000),
            ] {
                #expect(try await test.backend.estimate(open, amountMsat: amount).feeReserveMsat == reserve)
            }
            #expect(await test.node.requests.isEmpty)
        }
    }

    @Test("takes a mark above all numbers so far, also those of payments that failed or are in flight")
    func mark() async throws {
        try await TestNode.with { test in
            #expect(try await test.backend.mark().value == 0)
            _ = try await test.pay(try TestNode.invoice(.fails("NO_ROUTE")))
            #expect(try await test.backend.mark().value == 1)
            try await test.node.pay(try TestNode.invoice(.isHeld))
            #expect(try await test.backend.mark().value == 2)
        }
    }

    @Test("is not begun on a node of another network, or one that still reads the chain: there is no mark")
    func unfitNode() async throws {
        try await TestNode.with(script: { $0.network = "mainnet" }) { test in
            var error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
            #expect(error == .refused("the LND node is on mainnet, the mint on regtest"))
            await test.node.update {
                $0.network = "regtest"
                $0.isSyncedToChain = false
            }
            error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
            #expect(error?.isUnavailable == true)
        }
    }

    @Test("is refused by the node itself: no row, nothing moved, failed in the node's words")
    func refusedByNode() async throws {
        try await TestNode.with(configuration: {
            $0.paymentTimeoutSeconds = 0
            $0.paymentMargin = .seconds(60)
        }) { test in
            let outcome = try await test.pay(try TestNode.invoice())
            #expect(outcome.isFailed && outcome.reason.contains("timeout_seconds must be specified"), "\(outcome)")
        }
        try await TestNode.with(script: { $0.rights.remove("offchain:write") }) { test in
            let outcome = try await test.pay(try TestNode.invoice())
            #expect(outcome.isFailed && outcome.reason.contains("lacks a right"), "\(outcome)")
            #expect(await test.node.payments.isEmpty)
        }
    }

    @Test("does not pay an invoice of its own node")
    func ownInvoice() async throws {
        try await TestNode.with { test in
            let created = try await test.backend.createInvoice(.order("quote"))
            let own = OutgoingPayment(
                attempt: OperationID(), request: .bolt11(try Bolt11Invoice(parsing: created.request)),
                amountMsat: 10_000, feeLimitMsat: 1_000, mark: try await test.backend.mark())
            let outcome = await test.backend.pay(own)
            #expect(outcome.isFailed && outcome.reason.contains("self-payments not allowed"))
        }
    }

    @Test("that spent more than its limit is settled for what it cost, and an alarm")
    func overrun() async throws {
        try await TestNode.with(script: { $0.overspendMsat = 5_000 }) { test in
            let invoice = try TestNode.invoice()
            let outcome = try await test.pay(invoice)
            #expect(outcome == .settled(Settlement(preimage: invoice.preimage, spentMsat: 27_000)))
            #expect(test.log.errors.contains { $0.contains("more on fees") })
        }
    }

    @Test("is not settled by a preimage of something else: that is unknown, and an alarm")
    func forgedPreimage() async throws {
        try await TestNode.with(script: { $0.forgesPreimages = true }) { test in
            let order = try await test.order(try TestNode.invoice())
            #expect(await test.backend.pay(order).isUnknown)
            #expect(await test.outcome(of: order).isUnknown)
            #expect(test.log.errors.count == 2)
        }
    }

    @Test("knows nothing of an answer about another payment")
    func otherPayment() async throws {
        try await TestNode.with { test in
            let other = SHA256.hash("another").hex
            let order = try await test.order(try TestNode.invoice())
            for status in ["FAILED", "SUCCEEDED"] {
                let line = #"{"result":{"payment_hash":"\#(other)","status":"\#(status)","payment_index":"9"}}"#
                await test.node.fail("/v2/router/track/", .answer(http: 200, body: line))
                #expect(await test.outcome(of: order).isUnknown)
            }
        }
    }
}
