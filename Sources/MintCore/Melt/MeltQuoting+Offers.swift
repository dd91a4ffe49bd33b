internal import Cashu
internal import CashuCrypto
internal import Lightning
internal import Logging
internal import MintStore
internal import PaymentAPI
internal import Storage

/// An offer can be paid any number of times, each time by another invoice. That is fetched when the quote is made, so
/// that a quote has its payment hash before anything is paid, and is paid and looked for like one for an invoice.
extension MeltQuoting {
    /// How long the invoice for an offer can be paid at most: as long as the mint may have to wait until it is certain
    /// that a payment of which there is no record was never made.
    private static let maximumInvoiceSeconds: UInt64 = 7 * 86_400

    func quoteOffer(_ order: MeltQuoteOrder) async throws(MintFailure) -> MeltQuote {
        let (offer, payment) = try checkOffer(order)
        let own = try await services.read { (transaction) throws(StoreError) in
            try transaction.mintQuote(requestID: offer.offerID)
        }
        // What nobody is asked for, or asked for in vain, is refused before anybody is asked.
        do throws(NUTError) { try payment.terms.checkMelt(payment.amount) } catch { throw .refused(error) }
        if let own { return try quote(order, payment, own) }
        let invoice = try await invoice(for: offer, payment)
        let reserve = try await feeReserve(.bolt12(invoice), payment)
        return MeltQuote(
            id: services.newID().text, method: .bolt12, unit: order.unit, rate: payment.rate, amount: payment.amount,
            amountMsat: payment.amountMsat, feeReserve: reserve, request: order.request,
            invoice: MeltQuote.Invoice(text: invoice.text, expiresAt: invoice.expiresAt),
            paymentHash: invoice.paymentHash, expiry: min(payment.expiry, invoice.expiresAt), createdAt: payment.now)
    }

    private func checkOffer(_ order: MeltQuoteOrder) throws(MintFailure) -> (Bolt12Offer, Payment) {
        try services.check { (keysets, now) throws(NUTError) in
            let request = try text(order, keysets)
            let offer: Bolt12Offer
            do throws(Bolt12Error) {
                offer = try Bolt12Offer(parsing: request, maximumBytes: services.settings.limits.maximumInvoiceBytes)
            } catch {
                throw NUTError(.invoiceInvalid, "\(error)")
            }
            guard !offer.isExpired(at: now) else { throw NUTError(.invoiceInvalid, "the offer is expired") }
            guard offer.currency == nil else {
                throw NUTError(.invoiceInvalid, "the amount of the offer is in another currency")
            }
            guard order.partMsat == nil else { throw NUTError(.malformedRequest, "an offer is not paid in parts") }
            let amountMsat = try Self.amountMsat(order, asked: offer.amountMsat)
            return (offer, try payment(order, amountMsat, at: now))
        }
    }

    /// Settled in this mint's books, each quote as one payment, for which its node is not needed.
    private func quote(
        _ order: MeltQuoteOrder, _ payment: Payment, _ own: MintQuote
    ) throws(MintFailure) -> MeltQuote {
        // No value goes from one unit to another.
        guard own.unit == order.unit else {
            throw .refused(.unitMismatch, "the offer is one of this mint, for \(own.unit)")
        }
        let id = services.newID().text
        // At the rate of the offer, whatever the rate has become; and what the offer asks costs what it asks.
        let asked = own.amount.flatMap { own.rate.msat(for: $0) == payment.amountMsat ? $0 : nil }
        return MeltQuote(
            id: id, method: .bolt12, unit: order.unit, rate: own.rate,
            amount: asked ?? own.rate.amount(forMsat: payment.amountMsat), amountMsat: payment.amountMsat, feeReserve: 0,
            request: order.request, paymentHash: SHA256.hash("payment within the mint, of melt quote \(id)"),
            expiry: min(payment.expiry, own.expiry), createdAt: payment.now)
    }

    private func invoice(
        for offer: Bolt12Offer, _ payment: Payment
    ) async throws(MintFailure) -> Bolt12Invoice {
        guard services.fetches.take() else {
            throw .unavailable(detail: "too many invoices are being fetched", retryAfterSeconds: 2)
        }
        defer { services.fetches.giveBack() }
        let invoice: Bolt12Invoice
        do throws(PaymentError) {
            invoice = try await services.fetchInvoice(
                offer.text, amountMsat: offer.amountMsat == nil ? payment.amountMsat : nil)
        } catch {
            guard case .refused(let reason) = error else { throw MintFailure(error) }
            services.logger.info("no invoice for an offer", metadata: ["reason": "\(reason)"])
            throw .refused(.invoiceInvalid, "no invoice is to be had for this offer")
        }
        guard invoice.amountMsat == payment.amountMsat else {
            throw .refused(.invoiceAmountMismatch, "the invoice for the offer asks another amount")
        }
        // Its issuer made it, who may be anybody.
        guard invoice.text.utf8.count <= 2 * services.settings.limits.maximumInvoiceBytes else {
            throw .refused(.invoiceInvalid, "the invoice for the offer is too long")
        }
        guard invoice.expiresAt > payment.now, invoice.expiresAt - payment.now <= Self.maximumInvoiceSeconds else {
            throw .refused(.invoiceInvalid, "the invoice for the offer is expired, or can be paid for more than a week")
        }
        return invoice
    }
}
