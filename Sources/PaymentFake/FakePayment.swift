internal import Cashu
internal import CashuCrypto
internal import PaymentAPI

/// A payment that the fake began. What became of it follows from its script and the time.
struct FakePayment {
    let attempt: OperationID
    /// Amount and fee together.
    let spentMsat: UInt64
    let script: FakePaymentScript
    /// Unix seconds.
    let begunAt: UInt64

    /// What the call that began it answers.
    func firstOutcome() -> PaymentOutcome {
        outcome(script.atPay, at: begunAt)
    }

    func outcome(at now: UInt64) -> PaymentOutcome {
        outcome(script.later, at: now)
    }

    private func outcome(_ answer: FakePaymentScript.Answer, at now: UInt64) -> PaymentOutcome {
        switch answer {
        case .settled: settled
        case .failed: .failed(ConfirmedFailure(reason: "the fake backend was told to fail this payment"))
        case .inFlight: .inFlight
        case .inFlightFor(let seconds): now >= begunAt && now - begunAt >= seconds ? settled : .inFlight
        case .unknown: .unknown("the fake backend was told not to know")
        }
    }

    /// Nobody was paid, so there is no preimage: 32 zero bytes, which nobody can mistake for one.
    private var settled: PaymentOutcome {
        .settled(Settlement(preimage: FixedBytes(), spentMsat: spentMsat))
    }
}
