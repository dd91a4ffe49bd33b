internal import CashuCrypto

struct NewInvoice: Encodable, Sendable {
    let amount_msat: Millisatoshis
    let label: String
    let description: String
    let expiry: UInt64
    /// `true` puts hints for private channels into the invoice; `nil` leaves it to the node.
    let exposeprivatechannels: Bool?
}

struct MadeInvoice: Decodable, Sendable {
    let bolt11: String
    let payment_hash: Hex32
    let expires_at: UInt64
    let warning_capacity: String?
    let warning_offline: String?
    let warning_deadends: String?
    let warning_private_unused: String?
    let warning_mpp: String?

    /// Why it may turn out that nobody can pay it.
    var warnings: [String] {
        [warning_capacity, warning_offline, warning_deadends, warning_private_unused, warning_mpp].compactMap(\.self)
    }
}

struct NodeInvoice: Decodable, Sendable {
    enum Status: String, Decodable, Sendable { case unpaid, paid, expired }

    let label: String?
    let payment_hash: Hex32
    let status: Status
    let amount_msat: Millisatoshis?
    let expires_at: UInt64
    let bolt11: String?
    let bolt12: String?
    let local_offer_id: Hex32?
    /// Present when it is paid.
    let pay_index: UInt64?
    let amount_received_msat: Millisatoshis?
}

private struct NodeInvoices: Decodable {
    let invoices: [NodeInvoice]
}

private struct InvoiceQuestion: Encodable {
    var label: String?
    var payment_hash: Hex32?
    var index: String?
    var start: UInt64?
    var limit: UInt64?
}

private struct NextInvoice: Encodable {
    let lastpay_index: UInt64
    let timeout: UInt64
}

extension NodeClient {
    /// Of invoices.
    private static let longestPage: UInt64 = 500

    func invoice(_ order: NewInvoice) async throws(CallFailure) -> MadeInvoice { try await call("invoice", order) }

    func invoice(label: String) async throws(CallFailure) -> NodeInvoice? {
        try await list(InvoiceQuestion(label: label)).first
    }

    func invoice(_ paymentHash: FixedBytes<32>) async throws(CallFailure) -> NodeInvoice? {
        try await list(InvoiceQuestion(payment_hash: Hex32(paymentHash))).first
    }

    /// The number of the latest payment that was received, zero when there was none. Looks back from the latest change in
    /// pages, for a big node has more invoices than one answer holds; being paid is the last change of most. Strangers
    /// have large ones made, pay none, and let them expire: a page that cannot be had is tried at half its length.
    func latestReceived() async throws(CallFailure) -> UInt64 {
        var (end, page) = (try await latestChangeOfInvoices(), Self.longestPage)
        while end > 0 {
            let start = end > page ? end - page + 1 : 1
            let invoices: [NodeInvoice]
            do throws(CallFailure) {
                invoices = try await self.invoices(changedFrom: start, limit: page)
            } catch {
                guard page > 1, error.mayBeOfTheLength else { throw error }
                page /= 2
                continue
            }
            if let latest = invoices.compactMap(\.pay_index).max() { return latest }
            end = start - 1
        }
        return 0
    }

    /// In the order of their latest changes.
    private func invoices(changedFrom start: UInt64, limit: UInt64) async throws(CallFailure) -> [NodeInvoice] {
        try await list(InvoiceQuestion(index: "updated", start: start, limit: limit))
    }

    /// The first invoice that was paid after the one with `index`.
    func waitanyinvoice(after index: UInt64, seconds: UInt64) async throws(CallFailure) -> NodeInvoice {
        try await call("waitanyinvoice", NextInvoice(lastpay_index: index, timeout: seconds), waiting: seconds)
    }

    private func list(_ question: InvoiceQuestion) async throws(CallFailure) -> [NodeInvoice] {
        let answer: NodeInvoices = try await call("listinvoices", question, isAlone: true)
        return answer.invoices
    }
}

extension CallFailure {
    /// Whether a shorter answer might have arrived.
    fileprivate var mayBeOfTheLength: Bool {
        switch self {
        case .cut, .lost: true
        case .notSent, .untrusted, .unauthenticated, .forbidden, .node: false
        }
    }
}
