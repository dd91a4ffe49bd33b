internal import CashuCrypto
internal import Lightning
internal import Synchronization

extension StandInNode {
    func offer(_ parameters: JSON) -> StandInAnswer {
        guard let amount = parameters["amount"]?.string, amount == "any" || amount.hasSuffix("msat"),
            let description = parameters["description"]?.string
        else { return .wrongParameters("amount, description") }
        var members: [String: JSON] = ["amount": .text(amount), "description": .text(description)]
        members["issuer"] = parameters["issuer"]
        members["expiry"] = parameters["absolute_expiry"]
        return state.withLock { state in
            members["node"] = .text(String(state.key.hex.prefix(8)))
            let text = Bolt12Text.encode("lno", members)
            let existing = state.offers.first { $0.text == text }
            if let existing, !existing.isActive { return .error(code: 1_000, message: "exists, inactive") }
            let offer = StandInOffer(
                id: SHA256.hash(text).hex, text: text, label: parameters["label"]?.string, isActive: true)
            if existing == nil { state.record(.offer(offer)) }
            return .result(
                .object([
                    "offer_id": .text(offer.id), "active": .bool(true), "single_use": .bool(false),
                    "bolt12": .text(text), "used": .bool(false), "created": .bool(existing == nil),
                ]))
        }
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
    /// - Parameter asked: what its issuer puts into an invoice in place of what was agreed.
    package static func foreignOffer(
        _ fate: StandInFate = .settle, amountMsat: UInt64?, expiresAt: UInt64? = nil, asked: UInt64? = nil,
        fetchError: UInt64? = nil
    ) -> String {
        var members: [String: JSON] = ["fate": .text(fate.description), "salt": .text(FixedBytes<32>.random().hex)]
        members["amount"] = amountMsat.map { .text("\($0)msat") } ?? .text("any")
        members["expiry"] = expiresAt.map(JSON.int)
        members["asked"] = asked.map(JSON.int)
        members["fetchError"] = fetchError.map(JSON.int)
        return Bolt12Text.encode("lno", members)
    }

    func fetchinvoice(_ parameters: JSON) -> StandInAnswer {
        guard let text = parameters["offer"]?.string, let offer = Bolt12Text.decode("lno", text) else {
            return .wrongParameters("offer")
        }
        if let code = offer["fetchError"]?.number { return .error(code: Int64(code), message: "told to fail") }
        if let expiry = offer["expiry"]?.number, expiry <= now { return .error(code: 1_002, message: "Offer expired") }
        let own = offer["amount"]?.string.flatMap { UInt64($0.dropLast("msat".count)) }
        guard (own == nil) == (parameters["amount_msat"] != nil), let amount = own ?? parameters["amount_msat"]?.number
        else { return .wrongParameters("amount_msat: exactly when the offer has none") }
        let secret = FixedBytes<32>.random()
        return .result(
            .object([
                "invoice": .text(
                    Bolt12Text.encode(
                        "lni",
                        [
                            "hash": .text(SHA256.hash(StandInPayee.preimage(secret: secret).bytes).hex),
                            "secret": .text(secret.hex), "amount": .int(offer["asked"]?.number ?? amount),
                            "created": .int(now), "fate": offer["fate"] ?? .text(""),
                        ])), "changes": .object([:]),
            ]))
    }

    func decode(_ parameters: JSON) -> StandInAnswer {
        guard let text = parameters["string"]?.string else { return .wrongParameters("string") }
        if let offer = Bolt12Text.decode("lno", text) {
            var members: [String: JSON] = [
                "type": .text("bolt12 offer"), "valid": .bool(true), "offer_id": .text(SHA256.hash(text).hex),
            ]
            if let amount = offer["amount"]?.string, let msat = UInt64(amount.dropLast("msat".count)) {
                members["offer_amount_msat"] = state.withLock { $0.amount(msat) }
            }
            members["offer_absolute_expiry"] = offer["expiry"]
            return .result(.object(members))
        }
        if let invoice = Bolt12Text.decode("lni", text) {
            return .result(
                .object([
                    "type": .text("bolt12 invoice"), "valid": .bool(true),
                    "invoice_payment_hash": invoice["hash"] ?? .null,
                    "invoice_amount_msat": invoice["amount"] ?? .null,
                    "invoice_created_at": invoice["created"] ?? .null,
                ]))
        }
        return .result(.object(["type": .text("bolt11 invoice"), "valid": .bool(false)]))
    }
}
