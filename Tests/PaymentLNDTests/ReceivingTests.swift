import CashuCrypto
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("Receiving with LND")
struct ReceivingTests {
    @Test("makes an invoice that says what was ordered")
    func invoice() async throws {
        try await TestNode.with { test in
            let created = try await test.backend.createInvoice(.order("quote", amountMsat: 12_345, description: "té"))
            let invoice = try Bolt11Invoice(parsing: created.request)
            #expect(invoice.paymentHash == created.paymentHash && invoice.expiresAt == created.expiresAt)
            #expect(invoice.amountMsat == 12_345 && invoice.description == "té" && invoice.network == .regtest)
            #expect(invoice.expirySeconds == 600)
            #expect(await test.node.invoice(created.paymentHash)?.isPrivate == false)
            let open = try test.another { $0.privateRouteHints = true }
            let hinted = try await open.createInvoice(.order("hinted"))
            #expect(await test.node.invoice(hinted.paymentHash)?.isPrivate == true)
        }
    }

    @Test("makes one invoice for a label, even if the answer was lost, in any process with the same key")
    func idempotent() async throws {
        try await TestNode.with { test in
            for bytes in [-1, 0, 20] {
                await test.node.fail("/v1/invoices", .cut(afterBytes: bytes))
                let label = "cut after \(bytes)"
                let first = try await test.backend.createInvoice(.order(label))
                let again = try await test.another().createInvoice(.order(label))
                #expect(first.request == again.request)
            }
            #expect(await test.node.invoices.count == 3)
            let other = PreimageKey(SHA256.hash("another key"))
            let elsewhere = LNDBackend(
                try LNDConfiguration(
                    address: test.node.address,
                    certificate: try TestNode.bytes(test.directory.path(of: "tls.cert")),
                    macaroon: try #require(Macaroon(try TestNode.bytes(test.directory.path(of: "mint.macaroon")))),
                    preimageKey: other, network: .regtest), logger: test.log.logger, now: TestNode.now)
            let foreign = try await elsewhere.createInvoice(.order("cut after 0"))
            #expect(await test.node.invoices.count == 4)
            #expect(foreign.paymentHash != (await test.node.invoices[1].hash).hashBytes)
        }
    }

    @Test("makes an invoice after an order that did not arrive, when it is ordered again")
    func lostOrder() async throws {
        try await TestNode.with { test in
            await test.node.fail("/v1/invoices", .loseRequest)
            let error = await failure { () async throws(PaymentError) in
                try await test.backend.createInvoice(.order("quote"))
            }
            #expect(error?.isUnavailable == true)
            #expect(await test.node.invoices.isEmpty)
            _ = try await test.backend.createInvoice(.order("quote"))
            #expect(await test.node.invoices.count == 1)
        }
    }

    @Test("refuses another amount under a label that is taken")
    func takenLabel() async throws {
        try await TestNode.with { test in
            _ = try await test.backend.createInvoice(.order("quote", amountMsat: 10_000))
            let error = await failure { () async throws(PaymentError) in
                try await test.backend.createInvoice(.order("quote", amountMsat: 10_001))
            }
            #expect(error == .refused("the label is taken by an invoice of another amount"))
        }
    }

    @Test("refuses orders that make no sense before the node hears of them")
    func senseless() async throws {
        try await TestNode.with { test in
            for order in [
                InvoiceOrder.order(""), .order(String(repeating: "l", count: 257)), .order("a", amountMsat: 0),
                .order("a", description: String(repeating: "é", count: 320)),
            ] {
                let error = await failure { () async throws(PaymentError) in try await test.backend.createInvoice(order)
                }
                #expect(error?.isRefused == true)
            }
            #expect(await test.node.requests.isEmpty)
        }
    }

    @Test("makes no invoice on a node of another network, or on one that still reads the chain")
    func unfitNode() async throws {
        try await TestNode.with(script: { $0.network = "mainnet" }) { test in
            var error = await failure { () async throws(PaymentError) in
                try await test.backend.createInvoice(.order("quote"))
            }
            #expect(error == .refused("the LND node is on mainnet, the mint on regtest"))
            await test.node.update {
                $0.network = "regtest"
                $0.isSyncedToChain = false
            }
            error = await failure { () async throws(PaymentError) in
                try await test.backend.createInvoice(.order("quote"))
            }
            #expect(error == .unavailable("the LND node is still reading the chain (block 114)"))
            #expect(await test.node.invoices.isEmpty)
        }
    }

    @Test("refuses an invoice that is for another network than its node says")
    func foreignInvoice() async throws {
        try await TestNode.with(configuration: { $0.fitnessLifetime = .seconds(600) }) { test in
            _ = try await test.backend.mark()
            await test.node.update { $0.network = "mainnet" }
            let error = await failure { () async throws(PaymentError) in
                try await test.backend.createInvoice(.order("quote"))
            }
            #expect(error == .refused("the LND node is on another network"))
        }
    }

    @Test("has nothing before an invoice is paid, nor while a payment is held (ACCEPTED), which may go back")
    func held() async throws {
        try await TestNode.with { test in
            let invoice = try await test.backend.createInvoice(.order("quote"))
            let open = try await test.backend.received(invoice.paymentHash)
            #expect(open == nil)
            try await test.node.receive(invoice.paymentHash, isHeld: true)
            let held = try await test.backend.received(invoice.paymentHash)
            #expect(held == nil)
            try await test.node.receive(invoice.paymentHash)
            let received = try await test.backend.received(invoice.paymentHash)
            #expect(received == ReceivedPayment(paymentHash: invoice.paymentHash, amountMsat: 10_000, index: 1))
        }
    }

    @Test("has what was paid, and not what was asked")
    func overpaid() async throws {
        try await TestNode.with { test in
            let invoice = try await test.backend.createInvoice(.order("quote", amountMsat: 10_000))
            try await test.node.receive(invoice.paymentHash, amountMsat: 15_500)
            #expect(try await test.backend.received(invoice.paymentHash)?.amountMsat == 15_500)
        }
    }

    @Test("has nothing for a hash that the node does not know, in the words of any version")
    func unknown() async throws {
        try await TestNode.with { test in
            let hash = SHA256.hash("nobody's")
            let nothing = try await test.backend.received(hash)
            #expect(nothing == nil)
            for message in ["unable to locate invoice", "there are no existing invoices"] {
                await test.node.fail("/v1/invoice/", .refuse(http: 500, code: 2, message: message, isObeyed: false))
                let nothing = try await test.backend.received(hash)
                #expect(nothing == nil)
            }
            await test.node.fail("/v1/invoice/", .refuse(http: 500, code: 2, message: "disk full", isObeyed: false))
            let error = await failure { () async throws(PaymentError) in try await test.backend.received(hash) }
            #expect(error?.text.contains("disk full") == true)
        }
    }

    @Test("has no offers, and says so")
    func offers() async throws {
        try await TestNode.with { test in
            #expect(!test.backend.capabilities.offers && !test.backend.capabilities.paysParts)
            let error = await failure { () async throws(PaymentError) in
                try await test.backend.fetchInvoice("lno1", amountMsat: 1)
            }
            #expect(error?.isRefused == true)
        }
    }
}

extension String {
    /// Of hex.
    var hashBytes: FixedBytes<32>? { FixedBytes(hex: self) }
}
