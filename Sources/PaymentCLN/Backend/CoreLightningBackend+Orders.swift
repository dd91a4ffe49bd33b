internal import Lightning
internal import PaymentAPI

extension CoreLightningBackend {
    /// What the node is told. Refuses what cannot be right before anything is sent.
    func order(_ payment: OutgoingPayment) throws(PaymentError) -> XPayOrder {
        if let problem = problem(payment.request) { throw .refused(problem) }
        guard payment.amountMsat > 0 else { throw .refused("nothing to pay") }
        if let asked = payment.request.amountMsat, payment.amountMsat > asked {
            throw .refused("\(payment.amountMsat) msat for an invoice over \(asked) msat")
        }
        let amount = Millisatoshis(payment.amountMsat)
        return XPayOrder(
            invstring: payment.request.text, amount_msat: payment.request.amountMsat == nil ? amount : nil,
            maxfee: Millisatoshis(payment.feeLimitMsat), partial_msat: payment.isPart ? amount : nil,
            retry_for: configuration.retrySeconds)
    }

    /// Why the invoice is none for this node.
    func problem(_ request: PaymentRequest) -> String? {
        // Of one for an offer the node itself says so when it fetches it.
        guard case .bolt11(let invoice) = request, invoice.network != configuration.network else { return nil }
        return "the invoice is for \(invoice.network), and the mint is for \(configuration.network)"
    }
}
