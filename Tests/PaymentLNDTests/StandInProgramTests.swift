import Cashu
import CashuCrypto
import Foundation
import LNDStandIn
import PaymentAPI
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The stand-in for LND as a program")
struct StandInProgramTests {
    private func start(_ directory: TemporaryDirectory, port: Int) async throws -> ChildProcess {
        let address = directory.path(of: "address")
        try? FileManager.default.removeItem(atPath: address)
        let program = try ChildProcess(
            ChildProcess.product("lnd-stand-in"), [directory.path, "--port", "\(port)"],
            errors: directory.path(of: "errors"))
        #expect(await eventually { FileManager.default.fileExists(atPath: address) })
        return program
    }

    private func address(_ directory: TemporaryDirectory) throws -> String {
        String(decoding: try TestNode.bytes(directory.path(of: "address")), as: UTF8.self)
    }

    @Test("keeps its ledger through a kill -9, and what was in flight stays so")
    func kill() async throws {
        let directory = try TemporaryDirectory()
        let first = try await start(directory, port: 0)
        let address = try address(directory)
        let backend = LNDBackend(
            try TestNode.configuration(directory, address), logger: LogRecorder().logger, now: TestNode.now)
        let invoice = try TestNode.invoice(.isHeld)
        let payment = OutgoingPayment(
            attempt: .init(), request: .bolt11(invoice.invoice), amountMsat: 21_000, feeLimitMsat: 2_000,
            mark: try await backend.mark())
        let paying = Task { await backend.pay(payment) }
        let isBegun = try await eventually { try await backend.mark().value == 1 }
        #expect(isBegun)
        first.signal(9)
        #expect(await first.ending() == .killed(signal: 9))
        #expect(await paying.value.isUnknown)

        let port = try #require(Int(address.split(separator: ":").last ?? ""))
        let second = try await start(directory, port: port)
        #expect(await backend.outcome(of: payment.asked) == .inFlight)
        second.signal(9)
        _ = await second.ending()
    }
}
