package import CashuCrypto
internal import Lightning
package import PaymentAPI

extension FakeBackend {
    private static let maximumLabelBytes = 256

    static func check(label: String) throws(PaymentError) {
        guard (1...maximumLabelBytes).contains(label.utf8.count) else {
            throw .refused("a label has 1 to \(maximumLabelBytes) bytes")
        }
    }

    /// The same label gets the same invoice for ever; asking for another amount under it is refused.
    package func createInvoice(_ order: InvoiceOrder) async throws(PaymentError) -> CreatedInvoice {
        try Self.check(label: order.label)
        guard order.amountMsat > 0 else { throw .refused("an invoice of the mint needs an amount") }
        if let known = ledger.invoice(label: order.label) {
            guard known.invoice.amountMsat == order.amountMsat else {
                throw .refused("the label is taken by an invoice of another amount")
            }
            return Self.created(known.invoice)
        }
        let invoice = try make(order)
        let (paidAt, overflow) = invoice.timestamp.addingReportingOverflow(delay(invoice.paymentHash))
        guard !overflow else { throw .refused("the delay of the fake backend is not representable") }
        try record(
            paidAt: paidAt, { .invoice(label: order.label, request: invoice.text, paidAt: $0) },
            { $0.invoice(invoice.paymentHash)?.receipt?.payment })
        return Self.created(invoice)
    }

    package func received(_ paymentHash: FixedBytes<32>) async throws(PaymentError) -> ReceivedPayment? {
        guard let receipt = ledger.receipt(paymentHash), receipt.paidAt <= clock.now() else { return nil }
        return receipt.payment
    }

    private func make(_ order: InvoiceOrder) throws(PaymentError) -> Bolt11Invoice {
        let terms = Bolt11Terms(
            network: configuration.network, amountMsat: order.amountMsat,
            paymentHash: SHA256.hash(preimage(label: order.label).bytes),
            paymentSecret: derive("payment secret", label: order.label), purpose: .description(order.description),
            timestamp: clock.now(), expirySeconds: order.expirySeconds)
        do throws(Bolt11Error) {
            return try Bolt11Invoice.make(terms, throwawayKey: ledger.nodeKey)
        } catch {
            throw .refused("\(error)")
        }
    }

    /// From the label, so that a retry after a lost answer means the same payment even without a state file.
    private func preimage(label: String) -> FixedBytes<32> { derive("preimage", label: label) }

    func derive(_ purpose: String, label: String) -> FixedBytes<32> {
        var hash = SHA256()
        hash.update("fake \(purpose) ")
        hash.update(ledger.nodeKey)
        hash.update(label)
        return hash.finish()
    }

    /// Seconds, between the configured two, drawn from what the backend knows an invoice or an offer by.
    func delay(_ id: FixedBytes<32>) -> UInt64 {
        let draw = (0..<8).reduce(UInt64(0)) { $0 << 8 | UInt64(id[$1]) }
        let choices = configuration.maxDelaySeconds - configuration.minDelaySeconds + 1
        return configuration.minDelaySeconds + draw % choices
    }

    private static func created(_ invoice: Bolt11Invoice) -> CreatedInvoice {
        CreatedInvoice(request: invoice.text, paymentHash: invoice.paymentHash, expiresAt: invoice.expiresAt)
    }
}
