import BackendConformance
import Cashu
import CashuCrypto
import Foundation
import Lightning
import PaymentAPI
import Synchronization
import TestSupport
import Testing

@testable import PaymentFake

@Suite("The fake, as a backend like every other")
struct ConformanceTests {
    /// What the fake plays. What it does does not depend on what it is told later, and who is to pay an
    /// invoice pays all of them at once.
    private static let cases = ConformanceCase.all.filter { conformance in
        conformance.fates.isSubset(of: FakeUnderTest.scripts.keys) && conformance.needs.isEmpty
    }

    @Test("does what every backend must do, as far as it goes", arguments: cases)
    func conforms(_ conformance: ConformanceCase) async throws {
        let deviations = try await conformance.deviations(try FakeUnderTest())
        #expect(deviations == [])
    }

    @Test("is tried with these")
    func count() { #expect(Self.cases.count == 13) }
}

/// The fake, whose node is its state file and a clock.
private final class FakeUnderTest: BackendUnderTest {
    static let scripts: [PaymentFate: String] = [
        .settles: "fake:settle", .noRoute: "fake:fail", .refused: "fake:fail", .noLiquidity: "fake:fail",
        .hangs: "fake:hang=1000000", .hangsUnheard: "fake:hang=1000000", .settlesUnheard: "fake:unknown-then-paid",
        .neverArrives: "fake:unknown", .paidBefore: "fake:settle",
    ]

    private let directory: TemporaryDirectory
    private let configuration: FakeBackendConfiguration
    private let clock = ManualClock()
    private let fake: Mutex<FakeBackend>

    var backend: any PaymentBackend { fake.withLock { $0 } }
    /// Nobody is paid, so there are no preimages.
    var provesPayments: Bool { false }

    init() throws {
        directory = try TemporaryDirectory()
        configuration = FakeBackendConfiguration {
            $0.minDelaySeconds = 100
            $0.maxDelaySeconds = 100
        }
        .keeping(directory.path(of: "state"))
        fake = Mutex(try FakeBackend(configuration, clock: clock))
    }

    func reopened() throws -> any PaymentBackend { try FakeBackend(configuration, clock: clock) }

    func invoice(_ fate: PaymentFate, amountMsat: UInt64?) async throws -> Bolt11Invoice {
        let invoice = try Bolt11Invoice.make(
            Bolt11Terms(
                amountMsat: amountMsat, paymentHash: .random(), paymentSecret: .random(),
                purpose: .description(Self.scripts[fate] ?? ""), timestamp: clock.now()),
            throwawayKey: FakeNode.key)
        if fate == .paidBefore {
            _ = await backend.pay(
                OutgoingPayment(
                    attempt: OperationID(), request: .bolt11(invoice), amountMsat: amountMsat ?? 1,
                    feeLimitMsat: 1_000, mark: .start))
        }
        return invoice
    }

    func end(_ paymentHash: FixedBytes<32>, paid: Bool) { clock.advance(by: 1_000_000) }
    func outlastOrders() { clock.advance(by: 3_600) }
    func receive(_ request: String, amountMsat: UInt64) { clock.advance(by: 100) }

    func restartNode() throws {
        let restarted = try FakeBackend(configuration, clock: clock)
        fake.withLock { $0 = restarted }
    }

    func timesPaid(_ paymentHash: FixedBytes<32>) throws -> Int {
        try outcomes(paymentHash).count { OutcomeKind($0) == .settled }
    }

    func isInFlight(_ paymentHash: FixedBytes<32>) throws -> Bool {
        try outcomes(paymentHash).contains { OutcomeKind($0) == .inFlight }
    }

    /// What became of each attempt, by the lines of the state file.
    private func outcomes(_ paymentHash: FixedBytes<32>) throws -> [PaymentOutcome] {
        let lines = try Data(contentsOf: URL(fileURLWithPath: directory.path(of: "state"))).split(separator: 0x0a)
        return try lines.compactMap { line in
            guard
                case .payment(let hash, _, let spent, let atPay, let later, let begunAt) = try FakeLedgerEntry(
                    line: line),
                hash == paymentHash.hex, let first = FakePaymentScript.Answer(text: atPay),
                let then = FakePaymentScript.Answer(text: later)
            else { return nil }
            return FakePayment(
                attempt: OperationID(), spentMsat: spent, script: FakePaymentScript(atPay: first, later: then),
                begunAt: begunAt
            ).outcome(at: clock.now())
        }
    }
}

extension FakeBackendConfiguration {
    fileprivate func keeping(_ stateFile: String) -> FakeBackendConfiguration {
        var configuration = self
        configuration.stateFile = stateFile
        return configuration
    }
}
