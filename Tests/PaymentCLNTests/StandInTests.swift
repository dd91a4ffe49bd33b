import CashuCrypto
import CoreLightningStandIn
import Foundation
import Lightning
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

/// The oracle itself: were it blind, the other tests would prove nothing.
@Suite("The stand-in for a Core Lightning node")
struct StandInTests {
    @Test("sees when a hash is paid twice")
    func seesDoublePayments() async throws {
        let bench = try await Bench()
        let invoice = try bench.invoice(StandInFate.hangCut)
        for _ in 0..<2 { _ = await (try await TestPayment(bench, invoice)).pay() }
        #expect(bench.node.orders(invoice.paymentHash) == 2)
        #expect(bench.node.paidTwice() == [])
        bench.node.end(invoice.paymentHash, paid: true)
        #expect(bench.node.timesPaid(invoice.paymentHash) == 2)
        #expect(bench.node.paidTwice() == [invoice.paymentHash.hex])
    }

    @Test("keeps what it did in its ledger")
    func keepsLedger() async throws {
        let bench = try await Bench()
        let (paid, open) = (try bench.invoice(StandInFate.settle), try bench.invoice(StandInFate.hangCut))
        for invoice in [paid, open] { _ = await (try await TestPayment(bench, invoice)).pay() }
        let mark = try await bench.backend.mark()
        try await bench.restartNode()
        #expect(bench.node.timesPaid(paid.paymentHash) == 1)
        #expect(bench.node.isInFlight(open.paymentHash))
        #expect(try await bench.backend.mark() == mark)
    }

    @Test("that was killed between two parts of what it paid ends the second as it ended the first")
    func endsThePartsAlike() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "ledger.jsonl")
        let invoice = try await Bench().invoice(StandInFate.settle)
        try StandInNode(ledgerPath: path).payBefore(invoice.text, paid: true, amountMsat: 2_000)
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        try (lines.dropLast().joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
        let node = try StandInNode(ledgerPath: path)
        #expect(node.isInFlight(invoice.paymentHash))
        node.end(invoice.paymentHash, paid: false)
        #expect(!node.isInFlight(invoice.paymentHash))
        let last = try #require(try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").last)
        #expect(last.contains("\"isPaid\":true"))
    }

    @Test("runs as a program that is told what to do over its socket", .timeLimit(.minutes(1)))
    func program() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "lightning-rpc")
        func start() throws -> ChildProcess {
            try ChildProcess(
                ChildProcess.product("cln-stand-in"), ["--directory", directory.path],
                output: directory.path(of: "output"), errors: directory.path(of: "errors"))
        }
        let first = try start()
        let backend = try CoreLightningBackend(
            CoreLightningConfiguration(.socket(path: path), network: .regtest), logger: LogRecorder().logger,
            now: { 0 })
        #expect(await eventually { await backend.health().isUsable })
        let order = InvoiceOrder(label: "x", amountMsat: 1_000, description: "x", expirySeconds: 600)
        let made = try await backend.createInvoice(order)
        first.signal(9)
        _ = await first.ending()
        let second = try start()
        #expect(await eventually { await backend.health().isUsable })
        #expect(try await backend.createInvoice(order).request == made.request)
        second.signal(9)
        _ = await second.ending()
    }
}
