internal import CashuCrypto

/// An order for `xpay`. Amounts are millisatoshi, `maxfee` too.
struct XPayOrder: Encodable, Sendable {
    let invstring: String
    /// Only when the invoice has none.
    let amount_msat: Millisatoshis?
    let maxfee: Millisatoshis
    /// Only when others pay the rest.
    let partial_msat: Millisatoshis?
    let retry_for: UInt64
}

struct XPayResult: Decodable, Sendable {
    let payment_preimage: Hex32
    let amount_msat: Millisatoshis
    /// Parts that are still under way are counted as if they arrive: at most this was spent.
    let amount_sent_msat: Millisatoshis
}

/// The same for `pay`, of nodes before 24.11.
private struct PayOrder: Encodable {
    let bolt11: String
    let amount_msat: Millisatoshis?
    let maxfee: Millisatoshis
    let partial_msat: Millisatoshis?
    let retry_for: UInt64
}

private struct PayResult: Decodable {
    let status: NodePayment.Status
    let payment_preimage: Hex32?
    let amount_msat: Millisatoshis
    let amount_sent_msat: Millisatoshis
}

/// One attempt to pay a hash, all its parts together.
struct NodePayment: Decodable, Sendable {
    enum Status: String, Decodable, Sendable { case pending, complete, failed }

    let payment_hash: Hex32
    let status: Status
    let created_at: UInt64
    /// Absent in versions before 24.08.
    let created_index: UInt64?
    let preimage: Hex32?
    /// Of parts that arrived or may.
    let amount_sent_msat: Millisatoshis?
}

private struct NodePayments: Decodable {
    let pays: [NodePayment]
}

private struct PaymentQuestion: Encodable {
    let payment_hash: Hex32
}

extension NodeClient {
    func xpay(_ order: XPayOrder) async throws(CallFailure) -> XPayResult {
        try await call("xpay", order, waiting: order.retry_for, isAlone: true, repeats: false)
    }

    func pay(_ order: XPayOrder) async throws(CallFailure) -> XPayResult {
        let order = PayOrder(
            bolt11: order.invstring, amount_msat: order.amount_msat, maxfee: order.maxfee,
            partial_msat: order.partial_msat, retry_for: order.retry_for)
        let result: PayResult = try await call(
            "pay", order, waiting: order.retry_for, isAlone: true, repeats: false)
        // A result that is no success says nothing that `listpays` does not say better.
        guard result.status == .complete, let preimage = result.payment_preimage else {
            throw .lost("pay: \(result.status.rawValue)")
        }
        return XPayResult(
            payment_preimage: preimage, amount_msat: result.amount_msat, amount_sent_msat: result.amount_sent_msat)
    }

    /// All that the node ever did to pay this hash.
    func listpays(_ paymentHash: FixedBytes<32>) async throws(CallFailure) -> [NodePayment] {
        let answer: NodePayments = try await call(
            "listpays", PaymentQuestion(payment_hash: Hex32(paymentHash)), isAlone: true)
        // A node that does not know the parameter would answer with everything.
        return answer.pays.filter { $0.payment_hash.bytes == paymentHash }
    }
}
