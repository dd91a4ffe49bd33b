internal import Cashu
internal import Lightning
internal import MintStore
internal import PaymentAPI
internal import Storage

/// Melt quotes (NUT-05, NUT-23).
struct MeltQuoting: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    func create(_ order: MeltQuoteOrder) async throws(MintFailure) -> MeltQuote {
        try await services.checkMelting()
        let (invoice, amount, now) = try check(order)
        let isOwn = try await services.read { (transaction) throws(StoreError) in
            try transaction.mintQuote(paymentHash: invoice.paymentHash) != nil
        }
        let quote = MeltQuote(
            id: services.newID().text, unit: order.unit, amount: amount.satRoundedUp, amountMsat: amount.value,
            // An invoice of this mint is settled in its own books, which costs nothing.
            feeReserve: isOwn ? 0 : try await feeReserve(invoice, amount), request: invoice.text,
            paymentHash: invoice.paymentHash,
            expiry: Money.add(now, services.settings.limits.meltQuoteSeconds) ?? Money.maximum, createdAt: now)
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

    /// Whether the invoice has expired is the node's business: it knows what it can still pay.
    private func check(
        _ order: MeltQuoteOrder
    ) throws(MintFailure) -> (invoice: Bolt11Invoice, amount: Millisatoshi, now: UInt64) {
        let limits = services.settings.limits
        return try services.check { (keysets, now) throws(NUTError) in
            guard order.unit == .sat, keysets.keysets.contains(where: { $0.unit == order.unit }) else {
                throw NUTError(.unitNotSupported, "unit \(order.unit) is not supported")
            }
            guard order.request.utf8.count <= limits.maximumInvoiceBytes else {
                throw NUTError(.invoiceInvalid, "the invoice is too long")
            }
            let invoice: Bolt11Invoice
            do throws(Bolt11Error) {
                invoice = try Bolt11Invoice(parsing: order.request)
            } catch {
                throw NUTError(.invoiceInvalid, "\(error)")
            }
            let amount = try Self.amount(order, invoice)
            guard amount.satRoundedUp >= limits.minimumMelt, amount.satRoundedUp <= limits.maximumMelt,
                amount.value > 0
            else {
                throw NUTError(
                    .amountOutsideLimits, "the amount is not within \(limits.minimumMelt) to \(limits.maximumMelt)")
            }
            return (invoice, amount, now)
        }
    }

    private static func amount(_ order: MeltQuoteOrder, _ invoice: Bolt11Invoice) throws(NUTError) -> Millisatoshi {
        switch (invoice.amountMsat, order.amountMsat) {
        case (nil, nil): throw NUTError(.amountlessInvoice, "the invoice has no amount, and none was given")
        case (nil, let amount?), (let amount?, nil): return Millisatoshi(amount)
        case (let amount?, let given?):
            guard amount == given else {
                throw NUTError(.invoiceAmountMismatch, "the invoice asks another amount")
            }
            return Millisatoshi(amount)
        }
    }

    private func feeReserve(_ invoice: Bolt11Invoice, _ amount: Millisatoshi) async throws(MintFailure) -> UInt64 {
        do throws(PaymentError) {
            let estimate = try await services.backend.estimate(invoice, amountMsat: amount.value)
            return Millisatoshi(estimate.feeReserveMsat).satRoundedUp
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
