import Cashu
import CashuCrypto
import Lightning
import Logging
import MintDoctor
import PaymentAPI
import PaymentFake
import Testing

@Suite("What the doctor says of a node")
struct LightningCheckTests {
    /// A node that says what a test has it say. Nobody pays with it.
    struct Node: PaymentBackend {
        let answer: BackendHealth
        let fake: FakeBackend
        /// In what it deals.
        var units: Set<CurrencyUnit> = [.sat]
        /// Whether it never says what it has.
        var isStuck = false

        var name: String { "cln" }
        func rate(of unit: CurrencyUnit) -> UnitRate? { units.contains(unit) ? .sat : nil }
        func health() async -> BackendHealth { answer }
        func balance() async throws(PaymentError) -> BackendBalance? {
            if isStuck { await unsafe withUnsafeContinuation { (_: UnsafeContinuation<Void, Never>) in } }
            return answer.balance
        }
        func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
            try await fake.createInvoice(order)
        }
        func received(_ hash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
            try await fake.received(hash)
        }
        func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
            try await fake.createOffer(order)
        }
        func fetchInvoice(_ offer: String, amountMsat: UInt64?) async throws(PaymentError) -> Bolt12Invoice {
            try await fake.fetchInvoice(offer, amountMsat: amountMsat)
        }
        func receivedPayments(after index: UInt64?) -> AsyncStream<ReceivedPayment> {
            fake.receivedPayments(after: index)
        }
        func estimate(_ request: PaymentRequest, amountMsat: UInt64) async throws(PaymentError) -> PaymentEstimate {
            try await fake.estimate(request, amountMsat: amountMsat)
        }
        func pay(_ payment: OutgoingPayment) async -> PaymentOutcome { await fake.pay(payment) }
        func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome { await fake.outcome(of: attempt) }
    }

    private func findings(_ health: BackendHealth) async throws -> [Finding] {
        let node = Node(answer: health, fake: try FakeBackend(FakeBackendConfiguration()))
        return await LightningCheck(.backend(node)).findings()
    }

    @Test("is who it is and what it has")
    func well() async throws {
        var health = BackendHealth()
        health.node = BackendHealth.Node(
            identity: "02ab", alias: "alice", version: "v25", networks: ["regtest"], blockHeight: 7)
        health.balance = BackendBalance(ownedMsat: 1_234_567_999, sendableMsat: 999, receivableMsat: 1_000_000)
        #expect(
            try await findings(health) == [
                .ok("lightning", "cln v25, alice (02ab), on regtest, block 7"),
                .ok("lightning balance", "1,234,567 sat its own; 0 sat can be sent and 1,000 sat received"),
            ])
    }

    @Test("is every problem, as bad as it is, with what to do", arguments: BackendProblem.Subject.allCases)
    func problems(subject: BackendProblem.Subject) async throws {
        let problems = [
            BackendProblem(subject, isFatal: true, detail: "d", advice: "a"),
            BackendProblem(subject, isFatal: false, detail: "e", advice: "b"),
        ]
        #expect(
            try await findings(BackendHealth(problems: problems)) == [
                .failed("lightning \(subject.rawValue)", "d", advice: "a"),
                .warning("lightning \(subject.rawValue)", "e", advice: "b"),
            ])
    }

    @Test("is a warning when it is a fake or says nothing, and a failure when it cannot be configured so")
    func others() async throws {
        #expect(await LightningCheck(.fake).findings().map(\.grade) == [.warning])
        #expect(try await findings(BackendHealth()).map(\.grade) == [.warning])
        #expect(await LightningCheck(.unusable("no")).findings().map(\.grade) == [.failed])
    }
}
