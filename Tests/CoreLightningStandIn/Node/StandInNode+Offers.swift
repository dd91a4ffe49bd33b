internal import CashuCrypto
package import Lightning
internal import Synchronization

extension StandInNode {
    private static let suffix = "msat"

    func offer(_ parameters: JSON) -> StandInAnswer {
        guard let amount = parameters["amount"]?.string, amount == "any" || amount.hasSuffix(Self.suffix),
            let description = parameters["description"]?.string
        else { return .wrongParameters("amount, description") }
        return state.withLock { state in
            let terms = Bolt12Terms(
                network: state.settings.network, amountMsat: UInt64(amount.dropLast(Self.suffix.count)),
                description: description, absoluteExpiry: parameters["absolute_expiry"]?.number,
                issuerID: state.publicKey)
            guard let made = Self.make(terms, issuer: parameters["issuer"]?.string) else {
                return .error(code: -1, message: "not an offer")
            }
            let existing = state.offers.first { $0.text == made.text }
            if let existing, !existing.isActive { return .error(code: 1_000, message: "exists, inactive") }
            let offer = StandInOffer(
                id: made.offerID.hex, text: made.text, label: parameters["label"]?.string, isActive: true)
            if existing == nil { state.record(.offer(offer)) }
            return .result(
                .object([
                    "offer_id": .text(offer.id), "active": .bool(true), "single_use": .bool(false),
                    "bolt12": .text(offer.text), "used": .bool(false), "created": .bool(existing == nil),
                ]))
        }
    }

    private static func make(_ terms: Bolt12Terms, issuer: String?) -> Bolt12Offer? {
        guard let plain = try? Bolt12Offer.make(terms) else { return nil }
        guard let issuer else { return plain }
        var records = plain.records
        records.set(Bolt12Field.issuer.rawValue, Array(issuer.utf8))
        return try? Bolt12Offer(parsing: Bolt12Text.encode(records.bytes, prefix: Bolt12Offer.prefix))
    }

    func disableoffer(_ parameters: JSON) -> StandInAnswer {
        guard let id = parameters["offer_id"]?.string else { return .wrongParameters("offer_id") }
        return state.withLock { state in
            guard var offer = state.offers.first(where: { $0.id == id }) else {
                return .error(code: 905, message: "no such offer")
            }
            offer.isActive = false
            state.record(.offer(offer))
            return .result(.object(["offer_id": .text(id), "active": .bool(false)]))
        }
    }

    /// An offer of somebody else.
    ///
    /// - Parameters:
    ///   - asked: what its issuer puts into an invoice in place of what was agreed.
    ///   - fetchError: what `fetchinvoice` answers.
    package static func foreignOffer(
        _ fate: StandInFate = .settle, amountMsat: UInt64?, network: LightningNetwork = .regtest,
        expiresAt: UInt64? = nil, asked: UInt64? = nil, fetchError: UInt64? = nil
    ) -> String {
        let terms = Bolt12Terms(
            network: network, amountMsat: amountMsat, description: fate.description, absoluteExpiry: expiresAt,
            issuerID: StandInPayee.publicKey, metadata: FixedBytes<16>.random().bytes)
        return make(terms, issuer: "\(asked ?? 0) \(fetchError ?? 0)")?.text ?? ""
    }

    func fetchinvoice(_ parameters: JSON) -> StandInAnswer {
        guard let text = parameters["offer"]?.string, let offer = try? Bolt12Offer(parsing: text) else {
            return .wrongParameters("offer")
        }
        // For a foreign offer what its maker told.
        let told = (offer.issuer ?? "").split(separator: " ").map { UInt64($0) ?? 0 }
        let (asked, code) = told.count == 2 ? (told[0], told[1]) : (0, 0)
        if code > 0 { return .error(code: Int64(code), message: "told to fail") }
        guard offer.isFor(settings.network) else { return .wrongParameters("offer: for another chain") }
        if offer.isExpired(at: now) { return .error(code: 1_002, message: "Offer expired") }
        guard (offer.amountMsat == nil) == (parameters["amount_msat"] != nil),
            let amount = offer.amountMsat ?? parameters["amount_msat"]?.number
        else { return .wrongParameters("amount_msat: exactly when the offer has none") }
        let payer = state.withLock { $0.publicKey }
        let invoice = StandInOfferInvoice(
            for: offer, amountMsat: asked > 0 ? asked : amount, secret: FixedBytes<32>.random(), payer: payer, at: now)
        return .result(.object(["invoice": .text(invoice.text), "changes": .object([:])]))
    }

    func decode(_ parameters: JSON) -> StandInAnswer {
        guard let text = parameters["string"]?.string else { return .wrongParameters("string") }
        if let offer = try? Bolt12Offer(parsing: text) {
            var members: [String: JSON] = [
                "type": .text("bolt12 offer"), "valid": .bool(true), "offer_id": .text(offer.offerID.hex),
            ]
            members["offer_amount_msat"] = offer.amountMsat.map { amount in state.withLock { $0.amount(amount) } }
            members["offer_absolute_expiry"] = offer.absoluteExpiry.map(JSON.int)
            members["offer_issuer"] = offer.issuer.map(JSON.text)
            return .result(.object(members))
        }
        if let invoice = StandInOfferInvoice(text) {
            var members: [String: JSON] = ["type": .text("bolt12 invoice"), "valid": .bool(true)]
            members["invoice_payment_hash"] = invoice.paymentHash.map { .text($0.hex) }
            members["invoice_amount_msat"] = invoice.amountMsat.map { amount in state.withLock { $0.amount(amount) } }
            members["invoice_created_at"] = invoice.createdAt.map(JSON.int)
            return .result(.object(members))
        }
        return .result(.object(["type": .text("bolt11 invoice"), "valid": .bool(false)]))
    }
}
