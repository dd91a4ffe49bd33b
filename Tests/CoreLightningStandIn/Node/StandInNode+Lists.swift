internal import CashuCrypto
internal import Synchronization

extension StandInNode {
    /// All parts that were sent together are one entry.
    func listpays(_ parameters: JSON) -> StandInAnswer {
        state.withLock { state in
            let groups = Dictionary(grouping: Self.parts(parameters, state), by: \.group).sorted { $0.key < $1.key }
            return .result(.object(["pays": .list(groups.map { Self.entry($0.value, state) })]))
        }
    }

    func listsendpays(_ parameters: JSON) -> StandInAnswer {
        state.withLock { state in
            let entries = Self.parts(parameters, state).map { part -> JSON in
                var entry: [String: JSON] = [
                    "payment_hash": .text(part.hash), "groupid": .int(part.group), "partid": .int(part.number),
                    "status": .text(part.status.rawValue), "amount_msat": state.amount(part.amountMsat),
                    "amount_sent_msat": state.amount(part.sentMsat), "created_index": .int(part.createdIndex),
                    "created_at": .int(part.createdAt),
                ]
                entry["payment_preimage"] = part.preimage.map(JSON.text)
                return .object(entry)
            }
            return .result(.object(["payments": .list(entries)]))
        }
    }

    private static func parts(_ parameters: JSON, _ state: StandInState) -> [StandInPart] {
        let hash = parameters["payment_hash"]?.string
        return state.parts.filter { !$0.isDeleted && $0.hash == hash ?? $0.hash }
    }

    private static func entry(_ parts: [StandInPart], _ state: StandInState) -> JSON {
        let statuses = Set(parts.map(\.status))
        let status: StandInPart.Status =
            statuses.contains(.complete) ? .complete : statuses.contains(.pending) ? .pending : .failed
        let moving = parts.filter { $0.status != .failed }
        var entry: [String: JSON] = [
            "payment_hash": .text(parts[0].hash), "destination": .text("03" + SHA256.hash("a payee").hex),
            "status": .text(status.rawValue), "created_at": .int(parts[0].createdAt),
            "created_index": .int(parts[0].createdIndex), "bolt11": .text(parts[0].text),
            "amount_msat": state.amount(moving.reduce(0) { $0 + $1.amountMsat }),
            "amount_sent_msat": state.amount(moving.reduce(0) { $0 + $1.sentMsat }),
        ]
        if status == .complete {
            entry["completed_at"] = .int(parts[0].createdAt)
            // An empty one stands for a node that has lost it.
            entry["preimage"] = parts.compactMap(\.preimage).first { !$0.isEmpty }.map(JSON.text)
        }
        return .object(entry)
    }

    /// Methods that no node has: a test in another process tells the stand-in what to do.
    func control(_ method: String, _ parameters: JSON) -> StandInAnswer {
        switch method {
        case "standin-receive":
            guard let text = parameters["string"]?.string, let amount = parameters["amount_msat"]?.number else {
                return .wrongParameters("string, amount_msat")
            }
            return receive(text, amountMsat: amount)
        case "standin-end":
            guard let hash = parameters["payment_hash"]?.string.flatMap({ FixedBytes<32>(hex: $0) }),
                let paid = parameters["paid"]?.flag
            else { return .wrongParameters("payment_hash, paid") }
            end(hash, paid: paid)
            return .result(.object([:]))
        case "delpay":
            guard let hash = parameters["payment_hash"]?.string.flatMap({ FixedBytes<32>(hex: $0) }),
                let status = parameters["status"]?.string.flatMap(StandInPart.Status.init), status != .pending
            else { return .wrongParameters("payment_hash, status") }
            deletePayments(hash, status)
            return .result(.object(["payments": .list([])]))
        case "standin-later":
            let seconds = parameters["seconds"]?.number ?? 0
            change { $0.laterBy += seconds }
            return .result(.object([:]))
        case "standin-payments":
            guard let hash = parameters["payment_hash"]?.string.flatMap({ FixedBytes<32>(hex: $0) }) else {
                return .result(.object(["paid_twice": .list(paidTwice().map(JSON.text))]))
            }
            return .result(
                .object([
                    "times_paid": .int(UInt64(timesPaid(hash))), "orders": .int(UInt64(orders(hash))),
                    "in_flight": .bool(isInFlight(hash)),
                ]))
        default: return .error(code: -32_601, message: "Unknown command '\(method)'")
        }
    }
}
