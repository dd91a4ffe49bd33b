import BackendConformance
import CashuCrypto
import LNDStandIn
import Lightning
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("LND as every backend")
struct ConformanceTests {
    @Test(arguments: ConformanceCase.all)
    func conforms(_ conformance: ConformanceCase) async throws {
        try await TestNode.with { test in
            let deviations = try await conformance.deviations(LNDUnderTest(test: test))
            #expect(deviations == [])
            #expect(await test.node.paidTwice.isEmpty)
        }
    }
}

/// Plays with the stand-in what the cases need.
private struct LNDUnderTest: BackendUnderTest {
    let test: TestNode

    var backend: any PaymentBackend { test.backend }

    func reopened() async throws -> any PaymentBackend { try test.another() }

    func invoice(_ fate: PaymentFate, amountMsat: UInt64?) async throws -> Bolt11Invoice {
        let invoice = try TestNode.invoice(amountMsat: amountMsat, course(fate), timestamp: timestamp(fate))
        let path = "/v2/router/send"
        switch fate {
        case .settles, .noRoute, .refused, .noLiquidity, .expired, .hangs: break
        case .hangsAfterError:
            await test.node.fail(path, .refuse(http: 500, code: 2, message: "no route", isObeyed: true))
        case .settlesUnheard, .hangsUnheard: await test.node.fail(path, .cut(afterBytes: -1))
        case .neverArrives: await test.node.fail(path, .loseRequest)
        case .paidBefore: try await test.node.pay(invoice)
        case .hangsAfterFailedAttempt, .neverArrivesAfterFailedAttempt:
            try await test.node.pay(invoice)
            try await test.node.finish(invoice.invoice.paymentHash, failing: "NO_ROUTE")
            await test.node.fail(path, fate == .hangsAfterFailedAttempt ? .cut(afterBytes: -1) : .loseRequest)
        case .wrongPreimage: await test.node.update { $0.forgesPreimages = true }
        }
        return invoice.invoice
    }

    private func course(_ fate: PaymentFate) -> ForeignInvoice.Course {
        switch fate {
        case .noRoute: .fails("NO_ROUTE")
        case .refused: .fails("INCORRECT_PAYMENT_DETAILS")
        case .noLiquidity: .fails("INSUFFICIENT_BALANCE")
        case .hangs, .hangsAfterError, .hangsUnheard, .hangsAfterFailedAttempt, .neverArrivesAfterFailedAttempt: .isHeld
        case .settles, .settlesUnheard, .expired, .neverArrives, .paidBefore, .wrongPreimage: .settles
        }
    }

    private func timestamp(_ fate: PaymentFate) -> UInt64 { TestNode.now() - (fate == .expired ? 3_601 : 0) }

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) async throws {
        try await test.node.finish(paymentHash, failing: paid ? nil : "TIMEOUT")
    }

    /// LND keeps no order that it has not written down.
    func outlastOrders() async throws {}

    func receive(_ request: String, amountMsat: UInt64) async throws {
        try await test.node.receive(try Bolt11Invoice(parsing: request).paymentHash, amountMsat: amountMsat)
    }

    func restartNode() async throws { try await test.node.restart() }

    func timesPaid(_ paymentHash: FixedBytes<32>) async throws -> Int {
        await test.node.payments(of: paymentHash).count { $0.status == "SUCCEEDED" }
    }

    func isInFlight(_ paymentHash: FixedBytes<32>) async throws -> Bool {
        await test.node.payments(of: paymentHash).contains { !$0.isOver }
    }
}
