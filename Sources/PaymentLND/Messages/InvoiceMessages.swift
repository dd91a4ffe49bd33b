internal import CashuCrypto

/// `POST /v1/invoices`.
struct NewInvoice: Encodable, Sendable {
    let memo: String
    let valueMsat: String
    let expiry: String
    let preimage: String
    let isPrivate: Bool

    private enum CodingKeys: String, CodingKey {
        case memo, expiry
        case valueMsat = "value_msat"
        case preimage = "r_preimage"
        case isPrivate = "private"
    }
}

/// What it answers. Its hash stands in the invoice too, which is signed.
struct AddedInvoice: Decodable, Sendable {
    let request: String

    private enum CodingKeys: String, CodingKey { case request = "payment_request" }
}

/// An invoice as the node keeps it: `GET /v1/invoice/{hash}` and each message of `GET /v1/invoices/subscribe`.
struct InvoiceRow: Decodable, Sendable {
    let hash: FixedBytes<32>
    let request: String
    /// Whether the money has arrived for good. `ACCEPTED` is not that: it is held, and may go back.
    let isSettled: Bool
    let paidMsat: UInt64
    let settleIndex: UInt64

    private enum CodingKeys: String, CodingKey {
        case state
        case hash = "r_hash"
        case request = "payment_request"
        case paidMsat = "amt_paid_msat"
        case settleIndex = "settle_index"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        hash = try fields.base64(.hash)
        request = try fields.text(.request)
        isSettled = try fields.text(.state) == "SETTLED"
        paidMsat = try fields.number(.paidMsat)
        settleIndex = try fields.number(.settleIndex)
    }
}

/// `GET /v1/invoices`.
struct InvoiceList: Decodable, Sendable {
    let invoices: [InvoiceRow]
    /// From where the page before this one goes on.
    let firstOffset: UInt64

    private enum CodingKeys: String, CodingKey {
        case invoices
        case firstOffset = "first_index_offset"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        invoices = try fields.decodeIfPresent([InvoiceRow].self, forKey: .invoices) ?? []
        firstOffset = try fields.number(.firstOffset)
    }
}
