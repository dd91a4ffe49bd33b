internal import CashuCrypto
internal import Foundation
internal import Lightning

extension StandInNode {
    /// The fields of routerrpc.SendPaymentRequest that a mint could have a use for. grpc-gateway refuses what it does
    /// not know.
    private static let sendFields: Set<String> = [
        "payment_request", "amt", "amt_msat", "fee_limit_sat", "fee_limit_msat", "timeout_seconds", "max_parts",
        "no_inflight_updates", "allow_self_payment", "cancelable", "cltv_limit", "time_pref",
    ]

    /// A row is written before anything is sent; and then the payment goes on whether somebody listens or not.
    func send(_ body: [UInt8]) throws(StandInRefusal) -> StandInAnswer {
        guard let order = JSON(body) else { throw StandInRefusal(3, "proto: syntax error") }
        for key in order.keys.subtracting(Self.sendFields).sorted() {
            throw StandInRefusal(3, "proto: (line 1:2): unknown field \"\(key)\"")
        }
        let payment = try begin(order)
        let updates = listen(to: payment.hash)
        do {
            try advance(payment)
        } catch {
            throw StandInRefusal(2, "the ledger of the stand-in: \(error)")
        }
        return stream(updates, from: payment, isQuiet: order["no_inflight_updates"]?.flag ?? false)
    }

    private func begin(_ order: JSON) throws(StandInRefusal) -> StandInPayment {
        let text = order["payment_request"]?.text ?? ""
        let invoice: Bolt11Invoice
        do throws(Bolt11Error) {
            invoice = try Bolt11Invoice(parsing: text)
        } catch {
            throw StandInRefusal(2, "invalid payment request: \(error)")
        }
        try check(invoice, order)
        let value = invoice.amountMsat ?? UInt64(order["amt_msat"]?.integer ?? 0)
        let before = ledger.row(invoice.paymentHash.hex)
        switch before?.status {
        case "SUCCEEDED": throw StandInRefusal(6, "invoice is already paid")
        case "IN_FLIGHT": throw StandInRefusal(6, "payment is in transition")
        default: break
        }
        let highest = ledger.payments.map(\.index).max() ?? 0
        let isReused = script.reusesNumbers && before?.index == highest
        let payment = StandInPayment(
            index: before != nil && isReused ? highest : highest + 1, hash: invoice.paymentHash.hex, request: text,
            valueMsat: value, feeLimitMsat: UInt64(order["fee_limit_msat"]?.integer ?? 0),
            createdAt: max(now() * 1_000_000_000, (ledger.payments.map(\.createdAt).max() ?? 0) + 1))
        do {
            try ledger.record(payment)
        } catch {
            throw StandInRefusal(2, "the ledger of the stand-in: \(error)")
        }
        return payment
    }

    private func check(_ invoice: Bolt11Invoice, _ order: JSON) throws(StandInRefusal) {
        let timeout = order["timeout_seconds"]?.integer ?? 0
        guard timeout > 0 || !script.demandsTimeout else {
            throw StandInRefusal(2, "timeout_seconds must be specified")
        }
        guard order["cancelable"]?.flag != true else {
            throw StandInRefusal(3, "a mint's payment must not end with its connection")
        }
        let prefix = ["mainnet": "bc", "testnet": "tb", "signet": "tbs", "regtest": "bcrt"][script.network]
        guard invoice.network.rawValue == prefix else {
            throw StandInRefusal(2, "invoice not for current active network '\(script.network)'")
        }
        guard invoice.expiresAt > now() else { throw StandInRefusal(2, "invoice expired. Valid until 1970") }
        let amount = order["amt_msat"]?.integer ?? order["amt"]?.integer ?? 0
        if invoice.amountMsat == nil, amount <= 0 {
            throw StandInRefusal(2, "amount must be specified when paying a zero amount invoice")
        }
        if invoice.amountMsat != nil, amount != 0 {
            throw StandInRefusal(2, "amount must not be specified when paying a non-zero amount invoice")
        }
        if ledger.invoice(invoice.paymentHash.hex) != nil { throw StandInRefusal(2, "self-payments not allowed") }
    }

    /// Brings a payment to its end, unless it is held.
    func advance(_ payment: StandInPayment) throws {
        guard let invoice = try? Bolt11Invoice(parsing: payment.request) else { return }
        let course = ForeignCourse(invoice.description)
        if course.isHeld { return }
        let fee = course.feeMsat ?? script.routeFeeMsat
        if let failure = course.failure {
            try finish(payment, failing: failure)
        } else if payment.valueMsat > script.localMsat {
            try finish(payment, failing: "FAILURE_REASON_INSUFFICIENT_BALANCE")
        } else if fee > payment.feeLimitMsat {
            try finish(payment, failing: "FAILURE_REASON_NO_ROUTE")
        } else {
            try settle(payment, feeMsat: fee + script.overspendMsat)
        }
    }

    /// How a held payment ends: `nil` when it settles.
    func finish(_ hash: String, failing reason: String?) throws -> Bool {
        guard let payment = ledger.row(hash), !payment.isOver else { return false }
        if let reason {
            try finish(payment, failing: reason)
        } else {
            try settle(payment, feeMsat: min(script.routeFeeMsat, payment.feeLimitMsat))
        }
        return true
    }

    private func finish(_ payment: StandInPayment, failing reason: String) throws {
        var payment = payment
        payment.status = "FAILED"
        payment.failureReason = reason
        try ledger.record(payment)
        tell(payment)
    }

    private func settle(_ payment: StandInPayment, feeMsat: UInt64) throws {
        var payment = payment
        let invoice = try? Bolt11Invoice(parsing: payment.request)
        let preimage = script.forgesPreimages ? SHA256.hash("forged") : ForeignCourse(invoice?.description).preimage
        payment.status = "SUCCEEDED"
        payment.preimage = preimage?.hex ?? payment.preimage
        payment.feeMsat = feeMsat
        script.localMsat -= min(script.localMsat, payment.valueMsat + feeMsat)
        try ledger.record(payment)
        tell(payment)
    }
}
