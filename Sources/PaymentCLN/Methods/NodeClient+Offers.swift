internal import CashuCrypto
internal import FoundationEssentials

struct NewOffer: Encodable, Sendable {
    /// `nil` lets the payer choose.
    let amountMsat: UInt64?
    let description: String
    let issuer: String
    let label: String
    /// Unix seconds.
    let absoluteExpiry: UInt64?

    private enum Key: String, CodingKey {
        case amount, description, issuer, label, absolute_expiry
    }

    func encode(to encoder: any Encoder) throws {
        var members = encoder.container(keyedBy: Key.self)
        // Here a bare number is millisatoshi, as everywhere; the suffix says so to every version.
        try members.encode(amountMsat.map { "\($0)msat" } ?? "any", forKey: .amount)
        try members.encode(description, forKey: .description)
        try members.encode(issuer, forKey: .issuer)
        try members.encode(label, forKey: .label)
        try members.encodeIfPresent(absoluteExpiry, forKey: .absolute_expiry)
    }
}

struct MadeOffer: Decodable, Sendable {
    let offer_id: Hex32
    let bolt12: String
    let active: Bool
    /// `false` when the very same offer existed.
    let created: Bool?
}

struct InvoiceRequest: Encodable, Sendable {
    let offer: String
    /// Only when the offer leaves it to the payer.
    let amount_msat: Millisatoshis?
    let quantity: UInt64?
    let timeout: UInt64
}

private struct FetchedInvoice: Decodable {
    let invoice: String
}

/// What `decode` says of an offer or of an invoice for one. Everything is optional: it depends on the type.
struct Decoded: Decodable, Sendable {
    static let offer = "bolt12 offer"
    static let bolt12Invoice = "bolt12 invoice"

    let type: String
    let valid: Bool
    let offer_amount_msat: Millisatoshis?
    let offer_currency: String?
    let offer_absolute_expiry: UInt64?
    let offer_quantity_max: UInt64?
    let offer_recurrence: Recurrence?
    let invoice_payment_hash: Hex32?
    let invoice_amount_msat: Millisatoshis?
    let invoice_created_at: UInt64?
    let invoice_relative_expiry: UInt64?

    /// Its presence is all that matters.
    struct Recurrence: Decodable, Sendable {}
}

private struct Text: Encodable {
    let string: String
}

extension NodeClient {
    func offer(_ order: NewOffer) async throws(CallFailure) -> MadeOffer { try await call("offer", order) }

    /// The text of the invoice.
    func fetchinvoice(_ request: InvoiceRequest) async throws(CallFailure) -> String {
        let answer: FetchedInvoice = try await call("fetchinvoice", request, waiting: request.timeout)
        return answer.invoice
    }

    func decode(_ text: String) async throws(CallFailure) -> Decoded { try await call("decode", Text(string: text)) }
}
