internal import CashuCrypto

/// `POST /v2/router/send`. What is `false` is left out: `allow_self_payment`, and `cancelable`, which would end the
/// payment with the connection and which versions before 0.18 refuse to read.
struct SendOrder: Encodable, Sendable {
    let request: String
    /// Only for an invoice that leaves the amount to the payer.
    let amountMsat: String?
    /// Always: 0 means that a route must be free of charge.
    let feeLimitMsat: String
    /// Always: older versions refuse an order without it.
    let timeoutSeconds: Int32
    let maximumParts: UInt32
    let noInflightUpdates = true

    private enum CodingKeys: String, CodingKey {
        case request = "payment_request"
        case amountMsat = "amt_msat"
        case feeLimitMsat = "fee_limit_msat"
        case timeoutSeconds = "timeout_seconds"
        case maximumParts = "max_parts"
        case noInflightUpdates = "no_inflight_updates"
    }
}

/// What the node knows of paying a hash: its last attempt.
struct PaymentRow: Decodable, Sendable, Equatable {
    enum Status: String, Sendable {
        case succeeded = "SUCCEEDED"
        case failed = "FAILED"
        case inFlight = "IN_FLIGHT"
        case initiated = "INITIATED"
        /// Deprecated, and whatever else a later version says.
        case unknown = "UNKNOWN"
    }

    let hash: FixedBytes<32>
    let status: Status
    /// Zeros until it is paid.
    let preimage: FixedBytes<32>
    let valueMsat: UInt64
    let feeMsat: UInt64
    let failureReason: String
    let createdAt: UInt64
    /// Its number: larger than that of every payment before it.
    let index: UInt64

    private enum CodingKeys: String, CodingKey {
        case status
        case hash = "payment_hash"
        case preimage = "payment_preimage"
        case valueMsat = "value_msat"
        case feeMsat = "fee_msat"
        case failureReason = "failure_reason"
        case createdAt = "creation_time_ns"
        case index = "payment_index"
    }

    init(from decoder: any Decoder) throws {
        let fields = try decoder.container(keyedBy: CodingKeys.self)
        hash = try fields.hex(.hash)
        status = Status(rawValue: try fields.text(.status)) ?? .unknown
        preimage = try fields.text(.preimage).isEmpty ? FixedBytes() : fields.hex(.preimage)
        valueMsat = try fields.number(.valueMsat)
        feeMsat = try fields.number(.feeMsat)
        failureReason = try fields.text(.failureReason)
        createdAt = try fields.number(.createdAt)
        index = try fields.number(.index)
    }
}

/// `GET /v1/payments`.
struct PaymentList: Decodable, Sendable {
    /// Of each payment no more is wanted, and some have many fields.
    struct Entry: Decodable, Sendable {
        let index: UInt64

        private enum CodingKeys: String, CodingKey { case index = "payment_index" }

        init(from decoder: any Decoder) throws {
            index = try decoder.container(keyedBy: CodingKeys.self).number(.index)
        }
    }

    let payments: [Entry]

    private enum CodingKeys: String, CodingKey { case payments }

    init(from decoder: any Decoder) throws {
        payments =
            try decoder.container(keyedBy: CodingKeys.self).decodeIfPresent([Entry].self, forKey: .payments) ?? []
    }
}
