import LNDStandIn
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The routes of LND that the mint uses")
struct RouteTests {
    @Test("are these: none of those that LND 0.21 removed, nor the old ones that cannot say how a payment ended")
    func routes() async throws {
        try await TestNode.with { test in
            let created = try await test.backend.createInvoice(.order("quote"))
            _ = try await test.backend.received(created.paymentHash)
            _ = try await test.pay(try TestNode.invoice())
            _ = await test.backend.health()
            let listening = Task { for await _ in test.backend.receivedPayments(after: nil) {} }
            #expect(await eventually { await test.node.requests.contains("GET /v1/invoices/subscribe") })
            listening.cancel()
            let used = Set(await test.node.requests.map(Self.route))
            #expect(
                used == [
                    "GET /v1/getinfo", "GET /v1/balance/channels", "GET /v1/balance/blockchain", "GET /v1/payments",
                    "GET /v1/invoices", "POST /v1/invoices", "GET /v1/invoice/HASH", "GET /v1/invoices/subscribe",
                    "POST /v2/router/send", "GET /v2/router/track/HASH",
                ])
        }
    }

    private static func route(_ request: String) -> String {
        for prefix in ["GET /v1/invoice/", "GET /v2/router/track/"] where request.hasPrefix(prefix) {
            return prefix + "HASH"
        }
        return request
    }

    @Test("may answer slowly, and are waited for")
    func slow() async throws {
        try await TestNode.with { test in
            for path in ["/v1/getinfo", "/v1/payments", "/v2/router/track/", "/v2/router/send"] {
                await test.node.fail(path, .slow(milliseconds: 50))
            }
            let outcome = try await test.pay(try TestNode.invoice())
            guard case .settled = outcome else {
                Issue.record("\(outcome)")
                return
            }
        }
    }
}
