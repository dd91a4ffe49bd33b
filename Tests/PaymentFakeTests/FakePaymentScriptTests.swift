import Lightning
import PaymentAPI
import Testing

@testable import PaymentFake

@Suite("What the fake makes of payments")
struct FakePaymentScriptTests {
    enum Kind { case settled, failed, inFlight, unknown, notFound }

    private static func kind(_ outcome: PaymentOutcome) -> Kind {
        switch outcome {
        case .settled: .settled
        case .failed: .failed
        case .inFlight: .inFlight
        case .unknown: .unknown
        case .notFound: .notFound
        }
    }

    @Test(
        "is what the description says",
        arguments: [
            ("fake:settle", .settled, .settled, .settled), ("fake:fail", .failed, .failed, .failed),
            ("fake:hang", .inFlight, .inFlight, .inFlight), ("fake:hang=2", .inFlight, .inFlight, .settled),
            ("fake:hang=0", .inFlight, .settled, .settled), ("fake:unknown", .unknown, .unknown, .unknown),
            ("fake:unknown-then-paid", .unknown, .settled, .settled),
            ("fake:unknown-then-failed", .unknown, .failed, .failed), ("a cup of tea", .settled, .settled, .settled),
            ("", .settled, .settled, .settled), ("Fake:fail", .settled, .settled, .settled),
            ("not fake:fail", .settled, .settled, .settled),
        ] as [(String, Kind, Kind, Kind)])
    func scripts(_ description: String, _ atPay: Kind, _ early: Kind, _ late: Kind) async throws {
        let clock = ManualClock()
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: clock)
        let payment = try FakeNode.payment(description)
        let hash = payment.request.paymentHash
        #expect(await fake.outcome(of: hash, attempt: FakeNode.attempt) == .notFound)
        #expect(Self.kind(await fake.pay(payment)) == atPay)
        clock.advance(by: 1)
        #expect(Self.kind(await fake.outcome(of: hash, attempt: FakeNode.attempt)) == early)
        clock.advance(by: 1)
        #expect(Self.kind(await fake.outcome(of: hash, attempt: FakeNode.attempt)) == late)
        clock.advance(by: 1_000_000)
        #expect(Self.kind(await fake.outcome(of: hash, attempt: FakeNode.attempt)) == late)
    }

    @Test(
        "is a failure that leaves no trace when the description is mistyped",
        arguments: [
            "fake:", "fake:setle", "fake:settle ", "fake: settle", "fake:SETTLE", "fake:hang=", "fake:hang=x",
            "fake:hang=-1",
            "fake:hang=+1", "fake:hang=31536001", "fake:hang=18446744073709551616", "fake:\u{301}settle",
        ])
    func mistyped(_ description: String) async throws {
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: ManualClock())
        let payment = try FakeNode.payment(description)
        #expect(Self.kind(await fake.pay(payment)) == .failed)
        #expect(await fake.outcome(of: payment.request.paymentHash, attempt: FakeNode.attempt) == .notFound)
    }

    @Test("is configured for all other payments")
    func configured() async throws {
        let fake = try FakeBackend(FakeBackendConfiguration { $0.script = .hang }, clock: ManualClock())
        #expect(Self.kind(await fake.pay(try FakeNode.payment("tea"))) == .inFlight)
        #expect(Self.kind(await fake.pay(try FakeNode.payment("fake:settle"))) == .settled)
    }

    @Test(
        "is what CDK's fake wallet would do",
        arguments: [
            ("PAID", "PAID", false, false, .settled, .settled), ("UNPAID", "UNPAID", false, false, .failed, .failed),
            ("FAILED", "FAILED", false, false, .failed, .failed),
            ("PENDING", "PENDING", false, false, .inFlight, .inFlight),
            ("UNKNOWN", "PAID", false, false, .unknown, .settled),
            ("PENDING", "PAID", false, false, .inFlight, .settled),
            ("PAID", "FAILED", false, false, .settled, .settled), ("FAILED", "PAID", false, false, .unknown, .settled),
            ("PAID", "PAID", true, false, .unknown, .settled), ("PENDING", "PAID", false, true, .inFlight, .unknown),
            ("WHAT", "PAID", false, false, .settled, .settled),
        ] as [(String, String, Bool, Bool, Kind, Kind)])
    func cdk(
        _ atPay: String, _ later: String, _ payError: Bool, _ checkError: Bool, _ first: Kind, _ then: Kind
    ) async throws {
        let description =
            #"{"pay_invoice_state":"\#(atPay)","check_payment_state":"\#(later)","pay_err":\#(payError),"#
            + #""check_err":\#(checkError)}"#
        let fake = try FakeBackend(FakeBackendConfiguration(), clock: ManualClock())
        let payment = try FakeNode.payment(description)
        #expect(Self.kind(await fake.pay(payment)) == first)
        #expect(Self.kind(await fake.outcome(of: payment.request.paymentHash, attempt: FakeNode.attempt)) == then)
    }

    @Test(
        "survives its text in the state file",
        arguments: [
            .settled, .failed, .inFlight, .unknown, .inFlightFor(seconds: 0), .inFlightFor(seconds: .max),
        ] as [FakePaymentScript.Answer])
    func text(_ answer: FakePaymentScript.Answer) {
        #expect(FakePaymentScript.Answer(text: answer.text) == answer)
        #expect(FakePaymentScript.Answer(text: answer.text + " ") == nil)
    }
}
