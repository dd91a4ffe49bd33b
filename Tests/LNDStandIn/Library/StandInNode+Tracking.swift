internal import Foundation

extension StandInNode {
    func track(_ path: String, _ query: [String: String]) throws(StandInRefusal) -> StandInAnswer {
        let base64 = path.replacing("%3D", with: "=").replacing("-", with: "+").replacing("_", with: "/")
        guard let hash = Data(base64Encoded: base64), hash.count == 32 else {
            throw StandInRefusal(3, "type mismatch, parameter: payment_hash, error: illegal base64 data")
        }
        let hex = hash.map { String(format: "%02x", Int($0)) }.joined()
        guard let row = ledger.row(hex), !isDeleted(row) else {
            let refusal = StandInRefusal(5, "payment isn't initiated")
            guard script.reportsErrorsInStreams else { throw refusal }
            return StandInAnswer(http: 200, ["error": refusal.json])
        }
        return stream(listen(to: hex), from: row, isQuiet: query["no_inflight_updates"] == "true")
    }

    /// What is now, then what comes, until it is over.
    func stream(
        _ updates: AsyncStream<StandInPayment>, from first: StandInPayment, isQuiet: Bool
    ) -> StandInAnswer {
        let current = ledger.row(first.hash) ?? first
        let isQuiet = isQuiet && !script.ignoresNoInflightUpdates
        let (pieces, continuation) = AsyncStream.makeStream(of: [UInt8].self)
        let telling = Task {
            if current.isOver {
                // A payment that is over at once was in flight before.
                if !isQuiet, !first.isOver { continuation.yield(Self.line(first)) }
                continuation.yield(Self.line(current))
                return continuation.finish()
            }
            if !isQuiet { continuation.yield(Self.line(current)) }
            for await update in updates where update.isOver || !isQuiet {
                continuation.yield(Self.line(update))
                if update.isOver { break }
            }
            continuation.finish()
        }
        continuation.onTermination = { _ in telling.cancel() }
        return StandInAnswer(streaming: pieces)
    }

    /// The last payments first come last: LND lists a page in ascending order, whichever way it went through them.
    func list(_ query: [String: String]) -> JSON {
        let (offset, isReversed) = (UInt64(query["index_offset"] ?? "") ?? 0, query["reversed"] == "true")
        let shown = ledger.payments.filter { payment in
            // Rows that were replaced are gone.
            guard ledger.row(payment.hash) == payment, !isDeleted(payment), payment.index > offset || isReversed
            else { return false }
            return query["include_incomplete"] == "true" || payment.status == "SUCCEEDED"
        }.sorted { $0.index < $1.index }
        let maximum = Int(query["max_payments"] ?? "") ?? 100
        let page = isReversed ? shown.suffix(maximum) : shown.prefix(maximum)
        return [
            "payments": .array(page.map(Self.json)), "first_index_offset": .int64(page.first?.index ?? 0),
            "last_index_offset": .int64(page.last?.index ?? 0), "total_num_payments": "0",
        ]
    }

    /// By its operator. The ledger has it all the same.
    private func isDeleted(_ payment: StandInPayment) -> Bool {
        payment.index <= script.deletedUpTo || script.deleted.contains(payment.index)
    }

    private static func line(_ payment: StandInPayment) -> [UInt8] {
        JSON.object(["result": json(payment)]).bytes + [UInt8(ascii: "\n")]
    }

    private static func json(_ payment: StandInPayment) -> JSON {
        [
            "payment_hash": .string(payment.hash), "payment_preimage": .string(payment.preimage),
            "value": .int64(payment.valueMsat / 1_000), "value_sat": .int64(payment.valueMsat / 1_000),
            "value_msat": .int64(payment.valueMsat), "payment_request": .string(payment.request),
            "status": .string(payment.status), "fee": .int64(payment.feeMsat / 1_000),
            "fee_sat": .int64(payment.feeMsat / 1_000), "fee_msat": .int64(payment.feeMsat),
            "creation_date": .int64(payment.createdAt / 1_000_000_000), "creation_time_ns": .int64(payment.createdAt),
            "payment_index": .int64(payment.index), "failure_reason": .string(payment.failureReason), "htlcs": [],
            "first_hop_custom_records": [:],
        ]
    }
}
