internal import CashuCrypto
internal import Foundation
internal import Lightning

extension StandInNode {
    func addInvoice(_ body: [UInt8]) throws(StandInRefusal) -> JSON {
        guard let order = JSON(body) else { throw StandInRefusal(3, "proto: syntax error") }
        let value = order["value_msat"]?.integer ?? (order["value"]?.integer ?? 0) * 1_000
        guard value >= 0 else {
            throw StandInRefusal(2, "payments of negative value are not allowed, value is \(value)")
        }
        let memo = order["memo"]?.text ?? ""
        let preimage =
            order["r_preimage"]?.text.flatMap { Data(base64Encoded: $0) }.flatMap { FixedBytes<32>($0) }
            ?? .random()
        let hash = SHA256.hash(preimage.bytes)
        guard ledger.invoice(hash.hex) == nil else {
            throw StandInRefusal(2, "invoice with payment hash already exists")
        }
        let expiry = UInt64(order["expiry"]?.integer ?? 86_400)
        let secret = FixedBytes<32>.random()
        var invoice = StandInInvoice(
            addIndex: UInt64(ledger.invoices.count + 1), hash: hash.hex, preimage: preimage.hex, request: "",
            memo: memo, valueMsat: UInt64(value), isPrivate: order["private"]?.flag ?? false, createdAt: now(),
            expiry: expiry)
        do {
            let terms = Bolt11Terms(
                network: network, amountMsat: value == 0 ? nil : UInt64(value), paymentHash: hash,
                paymentSecret: secret, purpose: .description(memo), timestamp: now(), expirySeconds: expiry)
            invoice.request = try Bolt11Invoice.make(terms, throwawayKey: key).text
            try ledger.record(invoice)
        } catch {
            throw StandInRefusal(2, "\(error)")
        }
        tell(invoice)
        return [
            "r_hash": .string(Self.base64(hash.hex)), "payment_request": .string(invoice.request),
            "add_index": .int64(invoice.addIndex), "payment_addr": .string(Data(secret.bytes).base64EncodedString()),
        ]
    }

    func invoice(_ hash: String) throws(StandInRefusal) -> JSON {
        guard FixedBytes<32>(hex: hash) != nil else { throw StandInRefusal(3, "payment hash must be exactly 32 bytes") }
        guard let invoice = ledger.invoice(hash) else { throw StandInRefusal(5, "unable to locate invoice") }
        return Self.json(invoice)
    }

    /// In ascending order, whichever end the page is from.
    func invoices(_ query: [String: String]) -> JSON {
        let maximum = Int(query["num_max_invoices"] ?? "") ?? 100
        let offset = UInt64(query["index_offset"] ?? "") ?? 0
        let all = ledger.invoices.sorted { $0.addIndex < $1.addIndex }
        let page =
            query["reversed"] == "true"
            ? all.filter { offset == 0 || $0.addIndex < offset }.suffix(maximum)
            : all.filter { $0.addIndex > offset }.prefix(maximum)
        return [
            "invoices": .array(page.map(Self.json)), "first_index_offset": .int64(page.first?.addIndex ?? 0),
            "last_index_offset": .int64(page.last?.addIndex ?? 0),
        ]
    }

    /// With an index first what was settled after it; without one only what comes.
    func subscribe(_ query: [String: String]) -> StandInAnswer {
        let updates = listenToInvoices()
        let start = UInt64(query["settle_index"] ?? "") ?? 0
        let backlog = ledger.invoices.filter { start > 0 && $0.settleIndex > start }.sorted {
            $0.settleIndex < $1.settleIndex
        }
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let telling = Task {
            // All of it at once, as a socket may deliver it.
            if !backlog.isEmpty { continuation.yield(backlog.flatMap(Self.line)) }
            for await invoice in updates { continuation.yield(Self.line(invoice)) }
            continuation.finish()
        }
        continuation.onTermination = { _ in telling.cancel() }
        return StandInAnswer(streaming: pieces)
    }

    /// Somebody pays an invoice: for good, or so that it can still go back (`ACCEPTED`). A hold is told to nobody.
    func receive(_ hash: String, amountMsat: UInt64?, isHeld: Bool) throws -> Bool {
        guard var invoice = ledger.invoice(hash), ["OPEN", "ACCEPTED"].contains(invoice.state) else { return false }
        invoice.paidMsat = amountMsat ?? invoice.valueMsat
        invoice.state = isHeld ? "ACCEPTED" : "SETTLED"
        if !isHeld { invoice.settleIndex = (ledger.invoices.map(\.settleIndex).max() ?? 0) + 1 }
        try ledger.record(invoice)
        tell(invoice)
        return true
    }

    private var network: LightningNetwork {
        ["mainnet": .bitcoin, "testnet": .testnet, "signet": .signet][script.network] ?? .regtest
    }

    private static func line(_ invoice: StandInInvoice) -> [UInt8] {
        JSON.object(["result": json(invoice)]).bytes + [UInt8(ascii: "\n")]
    }

    private static func base64(_ hex: String) -> String {
        Data(FixedBytes<32>(hex: hex)?.bytes ?? []).base64EncodedString()
    }

    private static func json(_ invoice: StandInInvoice) -> JSON {
        [
            "memo": .string(invoice.memo), "r_preimage": .string(base64(invoice.preimage)),
            "r_hash": .string(base64(invoice.hash)), "value": .int64(invoice.valueMsat / 1_000),
            "value_msat": .int64(invoice.valueMsat), "settled": .bool(invoice.state == "SETTLED"),
            "creation_date": .int64(invoice.createdAt), "settle_date": "0",
            "payment_request": .string(invoice.request), "expiry": .int64(invoice.expiry), "cltv_expiry": "80",
            "private": .bool(invoice.isPrivate), "add_index": .int64(invoice.addIndex),
            "settle_index": .int64(invoice.settleIndex), "amt_paid": .int64(invoice.paidMsat),
            "amt_paid_sat": .int64(invoice.paidMsat / 1_000), "amt_paid_msat": .int64(invoice.paidMsat),
            "state": .string(invoice.state), "is_keysend": false, "is_amp": false, "htlcs": [],
        ]
    }
}
