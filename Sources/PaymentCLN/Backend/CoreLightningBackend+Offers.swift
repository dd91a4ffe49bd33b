internal import CashuCrypto
internal import Logging
package import PaymentAPI

extension CoreLightningBackend {
    private static let fetchSeconds: UInt64 = 20
    /// BOLT #12: when the invoice says nothing.
    private static let defaultExpirySeconds: UInt64 = 7_200

    /// Offers of the same text are the same offer to the node. The issuer makes each label's its own, and the same
    /// label gives the same offer. It is a hash, for whoever gets an offer must not learn the quote id.
    package func createOffer(_ order: OfferOrder) async throws(PaymentError) -> CreatedOffer {
        _ = try await checkedNode()
        let digest = SHA256.hash("offer \(order.label)").hex
        let offer = try await withOffers { () async throws(CallFailure) in
            try await client.offer(
                NewOffer(
                    amountMsat: order.amountMsat, description: order.description, issuer: String(digest.prefix(32)),
                    label: order.label, absoluteExpiry: order.expiresAt))
        }
        guard offer.active else { throw .refused("the node's offer for this label is no longer active") }
        return CreatedOffer(request: offer.bolt12, offerID: offer.offer_id.bytes)
    }

    /// Asks the issuer of an offer for an invoice. Only what it says itself counts: it may be over another amount.
    package func fetchInvoice(
        _ offer: String, amountMsat: UInt64?
    ) async throws(PaymentError) -> Bolt12Invoice {
        _ = try await checkedNode()
        let terms = try await decoded(offer, as: Decoded.offer)
        let request = try request(offer, terms, amountMsat: amountMsat)
        let text = try await withOffers { () async throws(CallFailure) in try await client.fetchinvoice(request) }
        let decoded = try await decoded(text, as: Decoded.bolt12Invoice)
        guard let hash = decoded.invoice_payment_hash?.bytes, let amount = decoded.invoice_amount_msat?.value,
            let createdAt = decoded.invoice_created_at
        else { throw .refused("the invoice for the offer lacks its hash, amount or time") }
        let agreed = amountMsat ?? (terms.offer_currency == nil ? terms.offer_amount_msat?.value : nil)
        if let agreed, agreed != amount {
            throw .refused("the offer's issuer asks for \(amount) msat and not \(agreed) msat")
        }
        let (expiresAt, isOver) = createdAt.addingReportingOverflow(
            decoded.invoice_relative_expiry ?? Self.defaultExpirySeconds)
        guard !isOver, expiresAt <= UInt64(Int64.max) else { throw .refused("the invoice for the offer never expires") }
        return Bolt12Invoice(text: text, paymentHash: hash, amountMsat: amount, expiresAt: expiresAt)
    }

    private func request(
        _ offer: String, _ terms: Decoded, amountMsat: UInt64?
    ) throws(PaymentError) -> InvoiceRequest {
        if terms.offer_recurrence != nil { throw .refused("an offer of recurring payments cannot be paid") }
        if let expiry = terms.offer_absolute_expiry, expiry <= now() { throw .refused("the offer has expired") }
        if terms.offer_currency != nil { throw .refused("an offer in another currency cannot be paid") }
        if terms.offer_amount_msat == nil, amountMsat == nil {
            throw .refused("the offer leaves the amount to the payer")
        }
        if let asked = terms.offer_amount_msat?.value, let amountMsat, asked != amountMsat {
            throw .refused("the offer is over \(asked) msat and not \(amountMsat) msat")
        }
        return InvoiceRequest(
            offer: offer, amount_msat: terms.offer_amount_msat == nil ? amountMsat.map(Millisatoshis.init) : nil,
            quantity: terms.offer_quantity_max == nil ? nil : 1, timeout: Self.fetchSeconds)
    }

    private func decoded(_ text: String, as type: String) async throws(PaymentError) -> Decoded {
        let decoded: Decoded
        do throws(CallFailure) {
            decoded = try await client.decode(text)
        } catch {
            throw error.paymentError
        }
        guard decoded.valid, decoded.type == type else { throw .refused("not a valid \(type)") }
        return decoded
    }

    /// A node without the methods, or that has them switched off, has no offers.
    private func withOffers<Result: Sendable>(
        _ call: () async throws(CallFailure) -> Result
    ) async throws(PaymentError) -> Result {
        guard capabilities.offers else { throw .refused("the node makes and pays no offers") }
        do throws(CallFailure) {
            return try await call()
        } catch {
            guard case .node(let answer) = error else { throw error.paymentError }
            switch answer.code {
            case NodeError.Code.unknownMethod:
                noteOffersAreMissing()
                throw .refused("the node knows no offers")
            case NodeError.Code.offerExists, NodeError.Code.offerExpired, NodeError.Code.issuerError:
                throw .refused("\(answer)")
            default: throw error.paymentError
            }
        }
    }
}
