internal import CashuCrypto
internal import Lightning
package import PaymentAPI

extension LNDBackend {
    /// The larger of the minimum and the share of the amount, rounded down to a millisatoshi. The node is not asked for
    /// a price: by the time it pays another may hold, and the limit is what it is given.
    package func estimate(
        _ request: PaymentRequest, amountMsat: UInt64
    ) async throws(PaymentError) -> PaymentEstimate {
        if let reason = refusal(of: request, amountMsat: amountMsat) { throw .refused(reason) }
        let million: UInt64 = 1_000_000
        let product = amountMsat.multipliedFullWidth(by: configuration.feePartsPerMillion)
        guard product.high < million else { throw .refused("the fee reserve is not representable") }
        let share = million.dividingFullWidth(product).quotient
        return PaymentEstimate(feeReserveMsat: max(configuration.reserveFeeMinMsat, share))
    }

    package func mark() async throws(PaymentError) -> PaymentMark {
        try await fitness.require(client)
        return try await answer { () async throws(LNDFailure) in try await count() }
    }

    /// Asks first what the node knows of the hash, and who it is: what was paid, or may be, is not begun again, and no
    /// other node pays than the one whose answers will count.
    ///
    /// Whatever goes wrong before the order is given means that nothing was sent. For the mint calls this once for an
    /// attempt, and only the process that wrote its marker does: recovery asks for the outcome. And where it is called
    /// again all the same, the failed row of the first call stays its answer.
    package func pay(_ payment: OutgoingPayment) async -> PaymentOutcome {
        let hash = payment.request.paymentHash
        live.began(hash)
        defer { live.ended(hash) }
        switch await track(hash) {
        case .failure(let failure): return .nothingWasSent("\(failure)")
        case .success(let row?) where row.status != .failed:
            return outcome(row, feeLimitMsat: payment.feeLimitMsat, amountMsat: payment.amountMsat)
        case .success(let stale):
            if let objection = await objection(to: payment.mark) { return .nothingWasSent(objection) }
            if let stale, stale.index > payment.mark.value {
                return outcome(stale, feeLimitMsat: payment.feeLimitMsat, amountMsat: payment.amountMsat)
            }
            if let reason = refusal(of: payment.request, amountMsat: payment.amountMsat) {
                return .failed(ConfirmedFailure(reason: reason))
            }
            return await send(payment, after: stale)
        }
    }

    /// Who answers is asked before and after: at an address that leads to two nodes in turn, the one would be asked for
    /// the payment and the other for its name.
    package func outcome(of attempt: PaymentAttempt) async -> PaymentOutcome {
        let before = await objection(to: attempt.mark)
        switch await track(attempt.paymentHash) {
        case .failure(let failure): return .unknown("\(failure)")
        case .success(let row?) where row.status != .failed:
            return outcome(row, feeLimitMsat: nil, amountMsat: nil)
        // An order of this process may not have come to the node yet; its end is the answer to that.
        case .success where live.contains(attempt.paymentHash): return .inFlight
        case .success(let row):
            if let before { return .unknown(before) }
            // No row, or that of an older attempt, which LND replaces when it begins a new one.
            guard let row, row.index > attempt.mark.value else {
                return await objection(toSilenceSince: attempt.mark).map(PaymentOutcome.unknown) ?? .notFound
            }
            if let objection = await objection(to: attempt.mark) { return .unknown(objection) }
            return outcome(row, feeLimitMsat: nil, amountMsat: nil)
        }
    }

    /// Why a payment is not begun: what the node would refuse too, in better words, and what is not meant for it.
    private func refusal(of request: PaymentRequest, amountMsat: UInt64) -> String? {
        guard case .bolt11(let invoice) = request else { return "LND does not pay invoices of offers (BOLT 12)" }
        guard invoice.network == configuration.network else {
            return "the invoice is for \(invoice.network), the mint is on \(configuration.network)"
        }
        guard amountMsat > 0 else { return "nothing to pay" }
        guard invoice.amountMsat ?? amountMsat == amountMsat else { return "the amount is not that of the invoice" }
        guard invoice.expiresAt > now() else { return "the invoice has expired" }
        return nil
    }
}

extension PaymentOutcome {
    fileprivate static func nothingWasSent(_ reason: String) -> PaymentOutcome {
        .failed(ConfirmedFailure(reason: "nothing was sent: \(reason)"))
    }
}
