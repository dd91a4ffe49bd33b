package import Lightning

/// Why a text is no payment request, or a request cannot be written that way.
package enum PaymentRequestError: Error, Sendable, Hashable {
    /// Neither `creqA…` nor `CREQB1…`.
    case unknownPrefix
    case tooLong
    case notBase64
    case cbor(CBORError)
    case bech32(Bech32Error)
    /// A length in NUT-26's fields is wrong.
    case truncated
    /// The field stands twice or has a value that it cannot have.
    case field(String)
}

extension PaymentRequestError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownPrefix: "not a payment request: it begins with neither creqA nor creqb1"
        case .tooLong: "the payment request is too long"
        case .notBase64: "the payment request is not base64url"
        case .cbor(let error): "the payment request is not the CBOR it should be: \(error)"
        case .bech32(let error): "the payment request is not bech32m: \(error)"
        case .truncated: "the payment request is cut short"
        case .field(let name): "the field \(name) of the payment request is malformed"
        }
    }
}
