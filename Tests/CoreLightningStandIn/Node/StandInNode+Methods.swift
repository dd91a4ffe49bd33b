internal import CashuCrypto
internal import Lightning
internal import Synchronization

extension StandInNode {
    /// The parameters that each method takes; another is an error, as in lightningd.
    private static let parameters: [String: Set<String>] = [
        "getinfo": [], "listfunds": ["spent"], "listpeerchannels": ["id"],
        "invoice": [
            "amount_msat", "label", "description", "expiry", "fallbacks", "preimage", "exposeprivatechannels", "cltv",
            "deschashonly",
        ],
        "listinvoices": ["label", "invstring", "payment_hash", "offer_id", "index", "start", "limit"],
        "waitanyinvoice": ["lastpay_index", "timeout"], "decode": ["string"],
        "xpay": ["invstring", "amount_msat", "maxfee", "layers", "retry_for", "partial_msat", "maxdelay"],
        "pay": ["bolt11", "amount_msat", "label", "maxfee", "retry_for", "partial_msat", "maxdelay"],
        "listpays": ["bolt11", "payment_hash", "status", "index", "start", "limit"],
        "listsendpays": ["bolt11", "payment_hash", "status", "index", "start", "limit"],
        "fetchinvoice": ["offer", "amount_msat", "quantity", "timeout", "payer_note"],
        "offer": ["amount", "description", "issuer", "label", "quantity_max", "absolute_expiry", "single_use"],
        "delpay": ["payment_hash", "status"], "disableoffer": ["offer_id"], "wait": ["subsystem", "indexname", "nextvalue"],
        // For tests alone.
        "standin-receive": ["string", "amount_msat"], "standin-end": ["payment_hash", "paid"],
        "standin-later": ["seconds"], "standin-payments": ["payment_hash"],
    ]

    /// What the method answers, after faults that were injected.
    package func answer(_ method: String, _ parameters: JSON) async -> (answer: StandInAnswer, fault: StandInFault?) {
        let fault = state.withLock { state in
            state.calls[method, default: 0] += 1
            state.lastParameters[method] = parameters
            return state.takeFault(method)
        }
        switch fault {
        case .cutBefore: return (.cut, fault)
        case .silence: return (await wait(for: .payment(hash: "nothing"), seconds: nil), nil)
        case .held:
            _ = await wait(for: .letGo, seconds: nil)
            return (await perform(method, parameters), nil)
        case .deletion(let hash):
            deletePayments(hash)
            return (await perform(method, parameters), nil)
        case .error(let code): return (.error(code: code, message: "told to fail"), nil)
        case .result(let result):
            _ = await perform(method, parameters)
            return (.result(result), nil)
        case .cutAfter:
            _ = await perform(method, parameters)
            return (.cut, fault)
        case .cutInReply, .stalled, .endless, .garbage, nil: return (await perform(method, parameters), fault)
        }
    }

    private func perform(_ method: String, _ parameters: JSON) async -> StandInAnswer {
        let settings = settings
        guard let known = Self.parameters[method], settings.knowsXPay || method != "xpay",
            settings.knowsOffers || !["offer", "fetchinvoice", "disableoffer"].contains(method)
        else { return .error(code: -32_601, message: "Unknown command '\(method)'") }
        guard case .object(let members) = parameters else { return .wrongParameters("params: an object") }
        if let strange = members.first(where: { !known.contains($0.key) || $0.value == .null }) {
            return .wrongParameters("unknown parameter or null: \(strange.key)")
        }
        switch method {
        case "getinfo": return getinfo()
        case "listfunds": return listfunds()
        case "listpeerchannels": return listpeerchannels()
        case "invoice": return invoice(parameters)
        case "listinvoices": return listinvoices(parameters)
        case "waitanyinvoice": return await waitanyinvoice(parameters)
        case "decode": return decode(parameters)
        case "xpay": return await xpay(parameters, invoiceKey: "invstring")
        case "pay": return await pay(parameters)
        case "listpays": return listpays(parameters)
        case "listsendpays": return listsendpays(parameters)
        case "offer": return offer(parameters)
        case "disableoffer": return disableoffer(parameters)
        case "fetchinvoice": return fetchinvoice(parameters)
        case "wait": return wait(parameters)
        default: return control(method, parameters)
        }
    }

    private func getinfo() -> StandInAnswer {
        state.withLock { state in
            var info: [String: JSON] = [
                "id": .text(state.publicKey.bytes.hex), "alias": .text("stand-in"), "version": .text("v26.06"),
                "network": .text(state.settings.networkName), "blockheight": .int(114), "num_active_channels": .int(1),
                "color": .text("02bf81"), "address": .list([]), "fees_collected_msat": state.amount(0),
            ]
            if state.settings.isSyncing {
                info["warning_lightningd_sync"] = .text("Still loading latest blocks from bitcoind.")
            }
            return .result(.object(info))
        }
    }

    private func listfunds() -> StandInAnswer {
        state.withLock { state in
            .result(
                .object([
                    "outputs": .list([
                        .object(["amount_msat": state.amount(5_000_000), "status": .text("confirmed")]),
                        .object(["amount_msat": state.amount(7_000_000), "status": .text("spent")]),
                    ]),
                    "channels": .list([
                        .object([
                            "our_amount_msat": state.amount(state.settings.spendableMsat),
                            "amount_msat": state.amount(200_000_000_000), "state": .text("CHANNELD_NORMAL"),
                            "connected": .bool(true),
                        ]),
                        .object([
                            "our_amount_msat": state.amount(9_000_000), "amount_msat": state.amount(9_000_000),
                            "state": .text("ONCHAIN"), "connected": .bool(false),
                        ]),
                    ]),
                ]))
        }
    }

    private func listpeerchannels() -> StandInAnswer {
        state.withLock { state in
            .result(
                .object([
                    "channels": .list([
                        .object([
                            "state": .text("CHANNELD_NORMAL"), "peer_connected": .bool(state.settings.isConnected),
                            "spendable_msat": state.amount(state.settings.spendableMsat),
                            "receivable_msat": state.amount(state.settings.receivableMsat),
                            "to_us_msat": state.amount(state.settings.spendableMsat), "htlcs": Self.transfers(state),
                        ]),
                        .object([
                            "state": .text("CHANNELD_AWAITING_LOCKIN"), "peer_connected": .bool(true),
                            "spendable_msat": state.amount(77), "receivable_msat": state.amount(77),
                            "to_us_msat": state.amount(2_000_000),
                        ]),
                        .object([
                            "state": .text("CHANNELD_NORMAL"), "peer_connected": .bool(false),
                            "spendable_msat": state.amount(900_000), "receivable_msat": state.amount(900_000),
                            "to_us_msat": state.amount(1_000_000),
                        ]),
                        // Its outputs are not spent yet, or are there again.
                        .object([
                            "state": .text("OPENINGD"), "peer_connected": .bool(true),
                            "to_us_msat": state.amount(5_000_000),
                        ]),
                        .object([
                            "state": .text("ONCHAIN"), "peer_connected": .bool(false),
                            "to_us_msat": state.amount(9_000_000),
                        ]),
                    ])
                ]))
        }
    }

    /// One that comes in and is not the node's yet, and what is on its way out, which `to_us_msat` still holds.
    private static func transfers(_ state: StandInState) -> JSON {
        let coming: JSON = .object([
            "direction": .text("in"), "id": .int(0), "amount_msat": state.amount(3_000), "expiry": .int(200),
            "payment_hash": .text(SHA256.hash("coming").hex), "state": .text("SENT_ADD_ACK_REVOCATION"),
        ])
        let leaving = state.parts.filter { $0.status == .pending }.map { part -> JSON in
            .object([
                "direction": .text("out"), "id": .int(part.createdIndex), "amount_msat": state.amount(part.sentMsat),
                "expiry": .int(200), "payment_hash": .text(part.hash), "state": .text("RCVD_ADD_ACK_REVOCATION"),
            ])
        }
        return .list([coming] + leaving)
    }

    private func wait(_ parameters: JSON) -> StandInAnswer {
        guard let subsystem = parameters["subsystem"]?.string, let name = parameters["indexname"]?.string,
            parameters["nextvalue"]?.number == 0
        else { return .wrongParameters("missing required parameter, or one that the stand-in does not know") }
        let index = state.withLock { state -> UInt64? in
            switch (subsystem, name) {
            case ("sendpays", "created"): UInt64(state.parts.count)
            case ("sendpays", "deleted"): UInt64(state.parts.count(where: \.isDeleted))
            case ("invoices", "created"): UInt64(state.invoices.count)
            case ("invoices", "updated"): UInt64(state.changes.count)
            default: nil
            }
        }
        guard let index else { return .wrongParameters("unknown subsystem or index") }
        return .result(.object(["subsystem": .text(subsystem), name: .int(index)]))
    }
}
