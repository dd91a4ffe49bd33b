internal import CashuCrypto
internal import Lightning
internal import Synchronization

extension StandInNode {
    func invoice(_ parameters: JSON) -> StandInAnswer {
        guard let label = parameters["label"]?.string, let description = parameters["description"]?.string,
            let amount = parameters["amount_msat"]
        else { return .wrongParameters("missing required parameter") }
        guard amount.number.map({ $0 > 0 }) ?? (amount == .text("any")) else {
            return .wrongParameters("amount_msat: should be a positive number or \"any\"")
        }
        if let expiry = parameters["expiry"], expiry.number == nil { return .wrongParameters("expiry: a number") }
        if let hints = parameters["exposeprivatechannels"], hints.flag == nil, hints.elements == nil {
            return .wrongParameters("exposeprivatechannels: a bool or a list")
        }
        let now = now
        return state.withLock { state in
            guard !state.invoices.contains(where: { $0.label == label }) else {
                return .error(code: 900, message: "Duplicate label '\(label)'")
            }
            let preimage = FixedBytes<32>.random()
            let expiry = parameters["expiry"]?.number ?? 604_800
            let secret = FixedBytes<32>.random()
            let made: Bolt11Invoice
            do throws(Bolt11Error) {
                made = try Bolt11Invoice.make(
                    Bolt11Terms(
                        network: state.settings.network, amountMsat: amount.number,
                        paymentHash: SHA256.hash(preimage.bytes), paymentSecret: secret,
                        purpose: .description(description), timestamp: now, expirySeconds: expiry),
                    throwawayKey: state.key)
            } catch {
                return .error(code: -1, message: "\(error)")
            }
            let invoice = StandInInvoice(
                label: label, text: made.text, hash: made.paymentHash.hex, preimage: preimage.hex,
                description: description, amountMsat: amount.number, expiresAt: made.expiresAt,
                createdIndex: UInt64(state.invoices.count) + 1, offer: nil)
            state.record(.invoice(invoice))
            return .result(
                .object([
                    "bolt11": .text(invoice.text), "payment_hash": .text(invoice.hash),
                    "payment_secret": .text(secret.hex), "expires_at": .int(invoice.expiresAt),
                    "created_index": .int(invoice.createdIndex),
                    "warning_capacity": .text("Insufficient incoming channel capacity to pay invoice"),
                ]))
        }
    }

    func listinvoices(_ parameters: JSON) -> StandInAnswer {
        let now = now
        return state.withLock { state in
            var found = state.invoices
            if let label = parameters["label"]?.string { found = found.filter { $0.label == label } }
            if let hash = parameters["payment_hash"]?.string { found = found.filter { $0.hash == hash } }
            if let offer = parameters["offer_id"]?.string { found = found.filter { $0.offer == offer } }
            if parameters["index"]?.string == "updated" {
                // Only what was paid, or has expired, has ever changed.
                let start = max(parameters["start"]?.number ?? 1, 1)
                let limit = parameters["limit"]?.number ?? .max
                let hashes = state.changes.dropFirst(Int(start - 1)).prefix(Int(clamping: limit))
                found = hashes.compactMap { hash in found.first { $0.hash == hash } }
            }
            return .result(.object(["invoices": .list(found.map { Self.entry($0, state, now) })]))
        }
    }

    func waitanyinvoice(_ parameters: JSON) async -> StandInAnswer {
        let last = parameters["lastpay_index"]?.number ?? 0
        if let answer = nextPaid(after: last) { return answer }
        if parameters["timeout"]?.number == 0 { return .error(code: 904, message: "Timed out") }
        return await wait(for: .invoice(after: last), seconds: parameters["timeout"]?.number)
    }

    /// Somebody pays.
    package func receive(_ text: String, amountMsat: UInt64) -> StandInAnswer {
        let now = now
        let answer: StandInAnswer = state.withLock { state in
            if let offer = state.offers.first(where: { $0.text == text }) {
                return Self.receive(offer, amountMsat: amountMsat, &state, now)
            }
            guard let invoice = state.invoices.first(where: { $0.text == text }) else {
                return .error(code: -1, message: "no such invoice")
            }
            guard state.received[invoice.hash] == nil else { return .error(code: -1, message: "paid already") }
            state.record(
                .received(
                    hash: invoice.hash, amountMsat: amountMsat, payIndex: UInt64(state.receivedOrder.count) + 1, at: now
                ))
            return .result(.object(["payment_hash": .text(invoice.hash)]))
        }
        wakeForInvoices()
        return answer
    }

    /// Somebody asks for invoices for an offer, which costs nothing, and pays none.
    package func askForInvoices(_ text: String, count: Int) {
        let now = now
        state.withLock { state in
            guard let offer = state.offers.first(where: { $0.text == text }) else { return }
            for _ in 0..<count { _ = Self.makeInvoice(for: offer, amountMsat: 1_000, &state, now) }
        }
    }

    /// The invoices that nobody has paid expire, which changes each of them.
    package func expireInvoices() {
        state.withLock { state in
            let known = Set(state.changes)
            for invoice in state.invoices where !known.contains(invoice.hash) {
                state.record(.expired(hash: invoice.hash))
            }
        }
    }

    private static func receive(
        _ offer: StandInOffer, amountMsat: UInt64, _ state: inout StandInState, _ now: UInt64
    ) -> StandInAnswer {
        guard offer.isActive else { return .error(code: 906, message: "inactive") }
        guard let invoice = makeInvoice(for: offer, amountMsat: amountMsat, &state, now) else {
            return .error(code: -1, message: "no offer")
        }
        state.record(
            .received(
                hash: invoice.hash, amountMsat: amountMsat, payIndex: UInt64(state.receivedOrder.count) + 1, at: now))
        return .result(.object(["payment_hash": .text(invoice.hash)]))
    }

    private static func makeInvoice(
        for offer: StandInOffer, amountMsat: UInt64, _ state: inout StandInState, _ now: UInt64
    ) -> StandInInvoice? {
        guard let terms = try? Bolt12Offer(parsing: offer.text) else { return nil }
        let secret = FixedBytes<32>.random()
        let made = StandInOfferInvoice(
            for: terms, amountMsat: amountMsat, secret: secret, payer: StandInPayee.publicKey, at: now)
        let preimage = StandInPayee.preimage(secret: secret)
        let invoice = StandInInvoice(
            label: "\(offer.id)-\(state.invoices.count)", text: made.text, hash: SHA256.hash(preimage.bytes).hex,
            preimage: preimage.hex, description: "for an offer",
            amountMsat: amountMsat, expiresAt: now + 7_200, createdIndex: UInt64(state.invoices.count) + 1,
            offer: offer.id)
        state.record(.invoice(invoice))
        return invoice
    }

    func wakeForInvoices() {
        wake { event in
            guard case .invoice(let last) = event else { return nil }
            return nextPaid(after: last)
        }
    }

    private func nextPaid(after last: UInt64) -> StandInAnswer? {
        let now = now
        return state.withLock { state in
            guard last < UInt64(state.receivedOrder.count) else { return nil }
            let hash = state.receivedOrder[Int(last)]
            guard let invoice = state.invoices.first(where: { $0.hash == hash }) else { return nil }
            guard case .object(var entry) = Self.entry(invoice, state, now) else { return nil }
            // The call does not tell the offer; `listinvoices` does.
            entry["local_offer_id"] = nil
            return .result(.object(entry))
        }
    }

    private static func entry(_ invoice: StandInInvoice, _ state: StandInState, _ now: UInt64) -> JSON {
        var entry: [String: JSON] = [
            "label": .text(invoice.label), "payment_hash": .text(invoice.hash),
            "description": .text(invoice.description), "expires_at": .int(invoice.expiresAt),
            "created_index": .int(invoice.createdIndex),
            invoice.offer == nil ? "bolt11" : "bolt12": .text(invoice.text),
        ]
        if let amount = invoice.amountMsat { entry["amount_msat"] = state.amount(amount) }
        if let offer = invoice.offer { entry["local_offer_id"] = .text(offer) }
        let change = state.changes.firstIndex(of: invoice.hash)
        if let change { entry["updated_index"] = .int(UInt64(change) + 1) }
        if let receipt = state.received[invoice.hash] {
            entry["status"] = .text("paid")
            entry["pay_index"] = .int(receipt.payIndex)
            entry["amount_received_msat"] = state.amount(receipt.amountMsat)
            entry["paid_at"] = .int(receipt.at)
            entry["payment_preimage"] = .text(invoice.preimage)
        } else {
            entry["status"] = .text(invoice.expiresAt <= now || change != nil ? "expired" : "unpaid")
        }
        return .object(entry)
    }
}
