package import Cashu
package import CashuCrypto
internal import Lightning
package import PaymentAPI

/// Why a payment is not begun.
private struct Refusal: Error {
    let reason: String
}

extension FakeBackend {
    /// The larger of the minimum and the share of the amount, rounded down to a millisatoshi.
    package func estimate(
        _ request: PaymentRequest, amountMsat: UInt64
    ) async throws(PaymentError) -> PaymentEstimate {
        guard amountMsat > 0 else { throw .refused("nothing to pay") }
        let million: UInt64 = 1_000_000
        let product = amountMsat.multipliedFullWidth(by: configuration.feePartsPerMillion)
        guard product.high < million else { throw .refused("the fee reserve is not representable") }
        let share = million.dividingFullWidth(product).quotient
        return PaymentEstimate(feeReserveMsat: max(configuration.reserveFeeMinMsat, share))
    }

    /// A hash that was paid, or may have been, is not paid again: its present outcome is the answer. Only after a
    /// failure another attempt begins.
    ///
    /// The expiry of the invoice is not looked at: the test suites of wallets pay invoices that are years old.
    package func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        let hash = payment.request.paymentHash
        let now = clock.now()
        if let begun = ledger.payment(hash) {
            let outcome = begun.outcome(at: now)
            guard case .failed = outcome, begun.attempt != payment.attempt else { return outcome }
        }
        do throws(Refusal) {
            let attempt = FakePayment(
                attempt: payment.attempt, spentMsat: try spent(payment), script: try script(payment.request),
                begunAt: now)
            return begin(attempt, hash)
        } catch {
            return .failed(ConfirmedFailure(reason: error.reason))
        }
    }

    package func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        outcome(of: attempt.paymentHash, attempt: attempt.id)
    }

    /// Attempts are told apart by their ids alone.
    package func outcome(of paymentHash: FixedBytes<32>, attempt: OperationID) -> PaymentOutcome {
        guard let begun = ledger.payment(paymentHash) else { return .notFound }
        let outcome = begun.outcome(at: clock.now())
        // The failure of another attempt: of this one there is no record.
        if case .failed = outcome, begun.attempt != attempt { return .notFound }
        return outcome
    }

    /// Remembers first and answers then, so that after a `kill -9` in between the attempt is known.
    private func begin(_ attempt: FakePayment, _ hash: FixedBytes<32>) -> PaymentOutcome {
        do throws(PaymentError) {
            try ledger.record(
                .payment(
                    hash: hash.hex, attempt: attempt.attempt.bytes.hex, spentMsat: attempt.spentMsat,
                    atPay: attempt.script.atPay.text, later: attempt.script.later.text, begunAt: attempt.begunAt))
            return attempt.firstOutcome()
        } catch {
            let reason = "the fake backend could not remember the payment"
            return ledger.isDamaged ? .unknown(reason) : .failed(ConfirmedFailure(reason: reason))
        }
    }

    /// Amount and fee together.
    private func spent(_ payment: OutgoingPayment) throws(Refusal) -> UInt64 {
        let request = payment.request
        guard try request.payee() != ledger.node, ledger.invoice(request.paymentHash) == nil else {
            throw Refusal(reason: "a node does not pay its own invoice")
        }
        let asked = request.amountMsat ?? payment.amountMsat
        guard payment.amountMsat > 0, payment.amountMsat == asked || payment.isPart && configuration.paysParts else {
            throw Refusal(reason: "the amount is not that of the invoice")
        }
        let fee = configuration.paymentFeeMsat <= payment.feeLimitMsat ? configuration.paymentFeeMsat : 0
        let (spent, overflow) = payment.amountMsat.addingReportingOverflow(fee)
        guard !overflow else { throw Refusal(reason: "amount and fee are not representable") }
        return spent
    }

    private func script(_ request: PaymentRequest) throws(Refusal) -> FakePaymentScript {
        guard let description = try request.description() else { return configuration.script }
        do throws(FakePaymentScript.UnknownName) {
            return try FakePaymentScript(description: description) ?? configuration.script
        } catch {
            throw Refusal(reason: "the description names no behaviour of the fake backend")
        }
    }
}

extension PaymentRequest {
    fileprivate func payee() throws(Refusal) -> PublicKey? {
        switch self {
        case .bolt11(let invoice): invoice.payee
        case .bolt12(let invoice): try Self.read(invoice).payee
        }
    }

    fileprivate func description() throws(Refusal) -> String? {
        switch self {
        case .bolt11(let invoice): invoice.description
        case .bolt12(let invoice): try Self.read(invoice).description
        }
    }

    private static func read(_ invoice: Bolt12Invoice) throws(Refusal) -> FakeOfferInvoice {
        guard let made = FakeOfferInvoice(parsing: invoice.text), made.decoded == invoice else {
            throw Refusal(reason: "not an invoice that the fake backend was given")
        }
        return made
    }
}
