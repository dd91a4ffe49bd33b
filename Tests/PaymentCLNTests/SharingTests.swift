import BackendConformance
import CoreLightningStandIn
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("Calls to a Core Lightning node")
struct SharingTests {
    @Test(
        "a list that is longer than can be read ends no call but its own", arguments: Way.allCases,
        ["listpays", "listinvoices", "listpeerchannels", "listfunds"])
    func lists(_ way: Way, _ method: String) async throws {
        let bench = try await Bench(way)
        let payment = try await TestPayment(bench, .lost)
        bench.node.inject(.held, into: "invoice")
        let order = InvoiceOrder(label: "x", amountMsat: 1_000, description: "x", expirySeconds: 60)
        let making = Task { try await bench.backend.createInvoice(order) }
        #expect(await eventually { bench.node.calls(of: "invoice") == 1 })
        bench.node.inject(.endless, into: method)
        switch method {
        case "listpays": #expect(OutcomeKind(await payment.outcome()) == .unknown)
        case "listinvoices":
            await #expect(throws: PaymentError.self) { try await bench.backend.received(payment.hash) }
        default: await #expect(throws: PaymentError.self) { try await bench.backend.balance() }
        }
        bench.node.letGo()
        _ = try await making.value
        #expect(bench.node.calls(of: "invoice") == 1)
    }

    @Test("no answer to another call ends an order to pay, however short the node may try", arguments: Way.allCases)
    func orders(_ way: Way) async throws {
        let bench = try await Bench(way) { $0.retrySeconds = 0 }
        let payment = try await TestPayment(bench, .hang)
        let paying = Task { await payment.pay() }
        #expect(await eventually { bench.node.isWaited(for: payment.hash) })
        bench.node.inject(.endless, into: "getinfo")
        #expect(await bench.backend.health().fatal == [.connection])
        bench.node.end(payment.hash, paid: true)
        #expect(payment.isProven(await paying.value))
        #expect(bench.node.calls(of: "listpays") == 0)
    }

    @Test(
        "an answer that stops in the middle is not waited for without end", .timeLimit(.minutes(1)),
        arguments: Way.allCases)
    func stalled(_ way: Way) async throws {
        let bench = try await Bench(way) {
            $0.patienceSeconds = 4
            $0.retrySeconds = 0
        }
        let payment = try await TestPayment(bench, .settle)
        bench.node.inject(.stalled, into: "getinfo")
        let health = await bench.backend.health()
        #expect(health.fatal == [.connection] && health.problems.first?.detail.contains("in time") == true)
        bench.node.inject(.stalled, into: "xpay")
        _ = await payment.pay()
        #expect(bench.node.timesPaid(payment.hash) == 1)
        #expect(await eventually { payment.isProven(await payment.outcome()) })
    }
}
