internal import Cashu
internal import Lightning
internal import MintStore
internal import PaymentAPI
internal import Storage

/// Melt quotes (NUT-05, NUT-23, NUT-25). What is particular to offers is in `MeltQuoting+Offers.swift`.
struct MeltQuoting: Sendable {
    let services: Services

    init(_ services: Services) { self.services = services }

    func create(_ order: MeltQuoteOrder) async throws(MintFailure) -> MeltQuote {
        try await services.checkMelting()
        let quote =
            switch order.method {
            case .bolt11: try await quoteInvoice(order)
            case .bolt12: try await quoteOffer(order)
            }
        let (id, duplicates) = (quote.id, services.settings.duplicateMeltQuotes)
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) in
                if duplicates == .refuse { try Self.refuseDuplicate(of: quote, in: &transaction) }
                try transaction.insert(quote)
            } evidence: { (transaction) throws(StoreError) in
                try transaction.lockMeltQuote(id) == nil ? nil : ()
            }
        } catch {
            throw error.mintFailure
        }
        return quote
    }

    private func quoteInvoice(_ order: MeltQuoteOrder) async throws(MintFailure) -> MeltQuote {
        let (invoice, payment) = try check(order)
        let own = try await services.read { (transaction) throws(StoreError) in
            try transaction.mintQuote(requestID: invoice.paymentHash)
        }
        if let own { try Self.check(own, isWhat: order, invoice) }
        // What is credited is what an own invoice costs, whatever the rate has become.
        let amount = own?.amount ?? payment.amount
        do throws(NUTError) { try payment.terms.checkMelt(amount) } catch { throw .refused(error) }
        let reserve = own == nil ? try await feeReserve(.bolt11(invoice), payment) : 0
        return MeltQuote(
            id: services.newID().text, unit: order.unit, rate: own?.rate ?? payment.rate, amount: amount,
            amountMsat: payment.amountMsat, feeReserve: reserve, request: invoice.text,
            paymentHash: invoice.paymentHash, expiry: payment.expiry, createdAt: payment.now)
    }

    /// An invoice of this mint is settled in its own books. Anybody can sign another one with its payment hash, and of
    /// another amount: that is none.
    private static func check(
        _ own: MintQuote, isWhat order: MeltQuoteOrder, _ invoice: Bolt11Invoice
    ) throws(MintFailure) {
        guard let made = try? Bolt11Invoice(parsing: own.request), made.text == invoice.text else {
            throw .refused(.invoiceInvalid, "the invoice has the payment hash of one of this mint, and is another")
        }
        // No value goes from one unit to another.
        guard own.unit == order.unit else {
            throw .refused(.unitMismatch, "the invoice is one of this mint, for \(own.unit)")
        }
        // Nobody else can pay the rest of it in this mint's books.
        guard order.partMsat == nil else {
            throw .refused(.malformedRequest, "an invoice of this mint is not paid in parts")
        }
    }

    /// What an order comes to.
    struct Payment: Sendable {
        let amountMsat: UInt64
        let terms: UnitTerms
        let rate: UnitRate
        let now: UInt64
        /// Of the quote.
        let expiry: UInt64

        /// In the unit, rounded up (NUT-23).
        var amount: UInt64 { rate.amount(forMsat: amountMsat) }
    }

    /// Whether the invoice has expired is the node's business: it knows what it can still pay.
    private func check(_ order: MeltQuoteOrder) throws(MintFailure) -> (Bolt11Invoice, Payment) {
        try services.check { (keysets, now) throws(NUTError) in
            let request = try text(order, keysets)
            let invoice: Bolt11Invoice
            do throws(Bolt11Error) {
                invoice = try Bolt11Invoice(parsing: request)
            } catch {
                throw NUTError(.invoiceInvalid, "\(error)")
            }
            let amountMsat =
                if let part = order.partMsat {
                    try partMsat(part, order, invoice)
                } else {
                    try Self.amountMsat(order, asked: invoice.amountMsat)
                }
            return (invoice, try payment(order, amountMsat, at: now))
        }
    }

    /// The request, once it is known to be short enough to be read, and for a unit and by a method that there is.
    func text(_ order: MeltQuoteOrder, _ keysets: KeysetSnapshot) throws(NUTError) -> String {
        try services.check(order.method)
        _ = try services.dealing(in: order.unit)
        guard keysets.keysets.contains(where: { $0.unit == order.unit }) else {
            throw NUTError(.unitNotSupported, "unit \(order.unit) has no keyset")
        }
        guard order.request.utf8.count <= services.settings.limits.maximumInvoiceBytes else {
            throw NUTError(.invoiceInvalid, "the request is too long")
        }
        return order.request
    }

    func payment(_ order: MeltQuoteOrder, _ amountMsat: UInt64, at now: UInt64) throws(NUTError) -> Payment {
        let (terms, rate) = try services.dealing(in: order.unit)
        guard amountMsat <= Money.maximum else {
            throw NUTError(.amountOutsideLimits, "the amount is not representable")
        }
        return Payment(
            amountMsat: amountMsat, terms: terms, rate: rate, now: now,
            expiry: Money.add(now, services.settings.limits.meltQuoteSeconds) ?? Money.maximum)
    }

    /// - Parameter asked: by the invoice or the offer; `nil` when that leaves it to the payer.
    static func amountMsat(_ order: MeltQuoteOrder, asked: UInt64?) throws(NUTError) -> UInt64 {
        switch (asked, order.amountMsat) {
        case (nil, nil): throw NUTError(.amountlessInvoice, "the request has no amount, and none was given")
        case (nil, let amount?), (let amount?, nil): return amount
        case (let amount?, let given?):
            guard amount == given else {
                throw NUTError(.invoiceAmountMismatch, "the request asks another amount")
            }
            return amount
        }
    }

    /// NUT-15.
    private func partMsat(
        _ part: UInt64, _ order: MeltQuoteOrder, _ invoice: Bolt11Invoice
    ) throws(NUTError) -> UInt64 {
        guard services.backend.capabilities.paysParts, order.amountMsat == nil else {
            throw NUTError(.malformedRequest, "multi-path payments are not supported, or not with this option")
        }
        guard let whole = invoice.amountMsat else {
            throw NUTError(.amountlessInvoice, "an invoice without an amount has no parts")
        }
        guard part <= whole else { throw NUTError(.invoiceAmountMismatch, "the part is more than the invoice asks") }
        return part
    }

    func feeReserve(_ request: PaymentRequest, _ payment: Payment) async throws(MintFailure) -> UInt64 {
        do throws(PaymentError) {
            let estimate = try await services.estimate(request, amountMsat: payment.amountMsat)
            return payment.rate.amount(forMsat: estimate.feeReserveMsat)
        } catch {
            throw MintFailure(error)
        }
    }

    private static func refuseDuplicate(
        of quote: MeltQuote, in transaction: inout WriteTransaction
    ) throws(StoreError) {
        let live = try transaction.lockLiveMeltQuotes(paymentHash: quote.paymentHash, at: quote.createdAt)
        if live.contains(where: { $0.state == .paid }) {
            throw .refused(.invoiceAlreadyPaid, "the invoice is already paid")
        }
        if !live.isEmpty { throw .refused(.quotePending, "there is a live quote for this invoice") }
    }
}
