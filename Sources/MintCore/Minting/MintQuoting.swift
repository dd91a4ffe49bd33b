internal import Cashu
internal import CashuCrypto
internal import MintStore
internal import PaymentAPI

/// Mint quotes (NUT-04, NUT-20, NUT-23, NUT-25).
struct MintQuoting: Sendable {
    private let services: Services
    private let place: ReceivedIndex

    /// An order that passed every check.
    private struct Checked {
        let order: MintQuoteOrder
        let amountMsat: UInt64?
        let rate: UnitRate
        let now: UInt64
    }

    /// What the backend made.
    private struct Request {
        let text: String
        let id: FixedBytes<32>
        let expiry: UInt64
    }

    /// - Parameter place: among the payments that the backend reports.
    init(_ services: Services, _ place: ReceivedIndex) {
        self.services = services
        self.place = place
    }

    func create(_ order: MintQuoteOrder) async throws(MintFailure) -> MintQuote {
        let id = services.newID().text
        let checked = try check(order)
        // What an offer gets is credited when it is reported, and by nothing else: by the node that made it.
        if order.method == .bolt12 { try await place.ensure() }
        let request: Request
        do throws(PaymentError) {
            request = try await self.request(for: id, checked)
        } catch {
            throw MintFailure(error)
        }
        if order.method == .bolt12 { try await place.ensure() }
        let quote = MintQuote(
            id: id, method: order.method, unit: order.unit, rate: checked.rate, amount: order.amount,
            request: request.text, requestID: request.id, description: order.description,
            publicKey: order.publicKey, expiry: request.expiry, createdAt: checked.now)
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

    private func request(for id: String, _ checked: Checked) async throws(PaymentError) -> Request {
        let (limits, description) = (services.settings.limits, checked.order.description ?? "")
        switch checked.order.method {
        case .bolt11:
            guard let amountMsat = checked.amountMsat else { throw .refused("an invoice of the mint needs an amount") }
            let invoice = try await services.createInvoice(
                InvoiceOrder(
                    label: id, amountMsat: amountMsat, description: description,
                    expirySeconds: limits.mintQuoteSeconds))
            return Request(text: invoice.request, id: invoice.paymentHash, expiry: invoice.expiresAt)
        case .bolt12:
            let expiry = Money.add(checked.now, limits.offerSeconds) ?? Money.maximum
            let offer = try await services.createOffer(
                OfferOrder(
                    label: id, amountMsat: checked.amountMsat, description: description, expiresAt: expiry))
            return Request(text: offer.request, id: offer.offerID, expiry: expiry)
        }
    }

    private func check(_ order: MintQuoteOrder) throws(MintFailure) -> Checked {
        let limits = services.settings.limits
        if services.settings.isMintingDisabled { throw .refused(.mintingDisabled, "minting is disabled") }
        if services.solvencyGate.mintingPause != nil {
            throw .refused(.mintingDisabled, "minting is paused for the moment")
        }
        return try services.check { (keysets, now) throws(NUTError) in
            try services.check(order.method)
            let (terms, rate) = try services.dealing(in: order.unit)
            guard keysets.active(order.unit) != nil else {
                throw NUTError(.unitNotSupported, "unit \(order.unit) has no active keyset")
            }
            guard order.publicKey != nil || order.method == .bolt11 else {
                throw NUTError(.quotePublicKeyInvalid, "a quote for an offer needs a pubkey")
            }
            guard order.description?.utf8.count ?? 0 <= limits.maximumDescriptionBytes else {
                throw NUTError(.malformedRequest, "the description is too long")
            }
            let amountMsat = try amountMsat(order, terms, rate)
            return Checked(order: order, amountMsat: amountMsat, rate: rate, now: now)
        }
    }

    /// `nil` only for an offer.
    private func amountMsat(
        _ order: MintQuoteOrder, _ terms: UnitTerms, _ rate: UnitRate
    ) throws(NUTError) -> UInt64? {
        guard let amount = order.amount else {
            guard order.method == .bolt12 else { throw NUTError(.malformedRequest, "amount is missing") }
            return nil
        }
        try terms.checkMint(amount)
        guard let amountMsat = rate.msat(for: amount) else {
            throw NUTError(.amountOutsideLimits, "the amount is not representable")
        }
        return amountMsat
    }
}
