internal import Cashu
internal import MintStore
internal import PaymentAPI

/// Mint quotes (NUT-04, NUT-20, NUT-23).
struct MintQuoting: Sendable {
    private let services: Services

    init(_ services: Services) { self.services = services }

    func create(_ order: MintQuoteOrder) async throws(MintFailure) -> MintQuote {
        let id = services.newID().text
        let (amountMsat, rate, now) = try check(order)
        let invoice: CreatedInvoice
        do throws(PaymentError) {
            invoice = try await services.backend.createInvoice(
                InvoiceOrder(
                    label: id, amountMsat: amountMsat, description: order.description ?? "",
                    expirySeconds: services.settings.limits.mintQuoteSeconds))
        } catch {
            throw MintFailure(error)
        }
        let quote = MintQuote(
            id: id, unit: order.unit, rate: rate, amount: order.amount, request: invoice.request,
            paymentHash: invoice.paymentHash, description: order.description, publicKey: order.publicKey,
            expiry: invoice.expiresAt, createdAt: now)
        do throws(WriteFailure) {
            try await services.write { (transaction) throws(StoreError) in
                try transaction.insert(quote)
            } evidence: { (transaction) throws(StoreError) in
                try transaction.lockMintQuote(id) == nil ? nil : ()
            }
        } catch {
            throw error.mintFailure
        }
        return quote
    }

    private func check(
        _ order: MintQuoteOrder
    ) throws(MintFailure) -> (amountMsat: UInt64, rate: UnitRate, now: UInt64) {
        let limits = services.settings.limits
        if services.settings.isMintingDisabled { throw .refused(.mintingDisabled, "minting is disabled") }
        return try services.check { (keysets, now) throws(NUTError) in
            let (terms, rate) = try services.dealing(in: order.unit)
            guard keysets.active(order.unit) != nil else {
                throw NUTError(.unitNotSupported, "unit \(order.unit) has no active keyset")
            }
            try terms.checkMint(order.amount)
            guard let amountMsat = rate.msat(for: order.amount) else {
                throw NUTError(.amountOutsideLimits, "the amount is not representable")
            }
            guard order.description?.utf8.count ?? 0 <= limits.maximumDescriptionBytes else {
                throw NUTError(.malformedRequest, "the description is too long")
            }
            return (amountMsat, rate, now)
        }
    }
}
