import CashuCrypto
import Foundation
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The way to an LND node")
struct TransportTests {
    @Test("is taken only with the node's own certificate: to another nothing is sent")
    func certificate() async throws {
        try await TestNode.with { test in
            let other = try TemporaryDirectory()
            try await LNDStandIn.makeCertificate(in: other.path)
            let configuration = try LNDConfiguration(
                address: test.node.address, certificate: try TestNode.bytes(other.path(of: "tls.cert")),
                macaroon: try #require(Macaroon(try TestNode.bytes(test.directory.path(of: "mint.macaroon")))),
                preimageKey: TestNode.preimageKey, network: .regtest)
            let backend = LNDBackend(configuration, logger: test.log.logger, now: TestNode.now)
            let error = try #require(await failure { () async throws(PaymentError) in try await backend.mark() })
            #expect(error.isUnavailable && error.text.contains("not trusted"), "\(error)")
            #expect(await test.node.requests.isEmpty)
        }
    }

    @Test("is taken only to a host of the node's certificate")
    func hostName() async throws {
        let directory = try TemporaryDirectory()
        try await LNDStandIn.makeCertificate(in: directory.path, host: "IP:10.1.2.3")
        let node = try await LNDStandIn.start(in: directory.path)
        let backend = LNDBackend(
            try TestNode.configuration(directory, node.address), logger: LogRecorder().logger, now: TestNode.now)
        let error = try #require(await failure { () async throws(PaymentError) in try await backend.mark() })
        #expect(error.isUnavailable && error.text.contains("tlsextradomain"), "\(error)")
        #expect(await node.requests.isEmpty)
        try await node.stop()
    }

    @Test("leads to nobody: that is said at once, and that nothing was sent")
    func unreachable() async throws {
        try await TestNode.with { test in
            try await test.node.stop()
            let error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
            #expect(
                error?.isUnavailable == true && error?.text.contains("not reachable") == true, "\(error?.text ?? "")")
        }
    }

    @Test("with a macaroon of another node is refused, in LND's words and by status", arguments: [false, true])
    func foreignMacaroon(usesStatuses: Bool) async throws {
        try await TestNode.with(script: { $0.usesStatusesForRights = usesStatuses }) { test in
            let foreign = try #require(Macaroon([2, 1, 3, 4, 5, 6, 7, 8, 9]))
            let backend = try test.another { $0.macaroon = foreign }
            let error = try #require(await failure { () async throws(PaymentError) in try await backend.mark() })
            #expect(error.isRefused && error.text.contains("not one of this node"), "\(error)")
        }
    }

    @Test(
        "without a right of the macaroon is refused, and the error says which document helps", arguments: [false, true])
    func missingRight(usesStatuses: Bool) async throws {
        try await TestNode.with(script: {
            $0.usesStatusesForRights = usesStatuses
            $0.rights = ["info:read"]
        }) { test in
            for error in [
                await failure { () async throws(PaymentError) in try await test.backend.mark() },
                await failure { () async throws(PaymentError) in try await test.backend.createInvoice(.order("a")) },
                await failure { () async throws(PaymentError) in try await test.backend.received(SHA256.hash("a")) },
            ] {
                #expect(error?.isRefused == true && error?.text.contains("docs/lightning-lnd.md") == true)
            }
            #expect(await test.node.invoices.isEmpty)
        }
    }

    @Test("does not repeat the macaroon in errors or logs, even if the node does")
    func secrecy() async throws {
        try await TestNode.with { test in
            let macaroon = try #require(Macaroon(try TestNode.bytes(test.directory.path(of: "mint.macaroon"))))
            for kind in [
                StandInFault.Kind.refuse(http: 500, code: 2, message: "bad macaroon \(macaroon.hex)", isObeyed: false),
                .answer(http: 502, body: "<html>\(macaroon.hex)</html>"), .answer(http: 200, body: macaroon.hex),
                .answer(http: 200, body: #"{"error":{"code":2,"message":"\#(macaroon.hex)"}}"#), .cut(afterBytes: 3),
            ] {
                await test.node.fail("/v2/router/send", kind)
                let outcome = try await test.pay(try TestNode.invoice())
                #expect(!outcome.reason.contains(macaroon.hex.prefix(16)))
                await test.node.fail("/v1/getinfo", kind)
                let error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
                #expect(error?.text.contains(macaroon.hex.prefix(16)) != true)
            }
            #expect(!test.log.all.isEmpty)
            #expect(!test.log.all.contains { $0.contains(macaroon.hex.prefix(16)) })
            #expect(!"\(macaroon) \(test.backend.configuration)".contains(macaroon.hex.prefix(16)))
            var dumped = ""
            dump(test.backend.configuration, to: &dumped)
            #expect(!dumped.contains(macaroon.hex.prefix(16)))
        }
    }

    @Test("ends when the node does not answer in time")
    func deadline() async throws {
        try await TestNode.with { test in
            let backend = try test.another { $0.patience = .milliseconds(100) }
            await test.node.fail("/v1/getinfo", .hang)
            let error = await failure { () async throws(PaymentError) in try await backend.mark() }
            #expect(error?.isUnavailable == true && error?.text.contains("no answer within") == true)
            await test.node.update { $0.faults = [] }
            let mark = try await test.backend.mark()
            #expect(mark.value == 0, "and the next call is a new one")
        }
    }

    @Test("ends when the answer has no end")
    func endless() async throws {
        try await TestNode.with { test in
            let body = String(repeating: " ", count: JSONLines.maximumBytes + 1)
            await test.node.fail("/v1/payments", .answer(http: 200, body: body))
            let error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
            #expect(error?.isUnavailable == true && error?.text.contains("more than") == true)
        }
    }

    @Test("has a proxy on it whose errors are not those of the node")
    func proxy() async throws {
        try await TestNode.with { test in
            for (http, body) in [(502, "<html>Bad Gateway</html>"), (404, "not found"), (200, "<html>"), (301, "")] {
                await test.node.fail("/v1/invoice/", .answer(http: http, body: body))
                let error = await failure { () async throws(PaymentError) in
                    try await test.backend.received(SHA256.hash("a"))
                }
                #expect(error?.isUnavailable == true, "\(http)")
            }
        }
    }

    @Test("says that a locked wallet or a node that starts is a matter of waiting")
    func locked() async throws {
        try await TestNode.with { test in
            for (http, code, message) in [
                (500, Int64(2), "wallet locked, unlock it to enable full RPC access"),
                (500, 2, "waiting to start, RPC services not available"),
                (500, 2, "the RPC server is in the process of starting up, but not yet ready to accept calls"),
                (503, 14, "connection refused"),
            ] {
                await test.node.fail("/v1/getinfo", .refuse(http: http, code: code, message: message, isObeyed: false))
                let error = await failure { () async throws(PaymentError) in try await test.backend.mark() }
                #expect(error?.isUnavailable == true, "\(message)")
            }
        }
    }

    @Test("is free while many payments wait on it")
    func manyPayments() async throws {
        try await TestNode.with(configuration: { $0.paymentTimeoutSeconds = 200 }) { test in
            let payments = try await withThrowingTaskGroup(of: OutgoingPayment.self) { group in
                for _ in 0..<40 {
                    group.addTask { try await test.order(try TestNode.invoice(.isHeld)) }
                }
                return try await group.reduce(into: [OutgoingPayment]()) { $0.append($1) }
            }
            let paying = payments.map { payment in Task { await test.backend.pay(payment) } }
            #expect(await eventually(within: .seconds(120)) { await test.node.payments.count == 40 })
            let mark = try await test.backend.mark()
            #expect(mark.value == 40)
            for payment in payments { try await test.node.finish(payment.request.paymentHash) }
            for payment in paying {
                let outcome = await payment.value
                guard case .settled = outcome else {
                    Issue.record("\(outcome)")
                    continue
                }
            }
            #expect(await test.node.paidTwice.isEmpty)
        }
    }
}

extension InvoiceOrder {
    static func order(
        _ label: String, amountMsat: UInt64 = 10_000, description: String = "tea"
    ) -> InvoiceOrder {
        InvoiceOrder(label: label, amountMsat: amountMsat, description: description, expirySeconds: 600)
    }
}
