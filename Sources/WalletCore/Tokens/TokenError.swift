/// Why a text or bytes are no token that can be received. Never repeats any of it: a token is money.
package enum TokenError: Error, Sendable, Hashable {
    /// Neither `cashuA…`, `cashuB…` nor raw `craw…`; the prefix is case-sensitive.
    case unknownPrefix
    case tooLong
    case notBase64
    case cbor(CBORError)
    /// The field is missing, stands twice or has a value of another kind.
    case field(String)
    case notJSON
    /// NUT-00 lets a V3 token hold several; each would have to be trusted by itself.
    case severalMints
    case noProofs
    /// A short keyset id with which no known keyset begins.
    case unknownKeyset
    /// A short keyset id with which more than one known keyset begins: NUT-00 says to fail.
    case ambiguousKeyset
}

extension TokenError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .unknownPrefix: "not a token: it begins with neither cashuA nor cashuB"
        case .tooLong: "the token is too long"
        case .notBase64: "the token is not base64url"
        case .cbor(let error): "the token is not the CBOR it should be: \(error)"
        case .field(let name): "the field \(name) of the token is missing or malformed"
        case .notJSON: "the token is not the JSON it should be"
        case .severalMints: "the token holds coins of several mints"
        case .noProofs: "the token holds no coins"
        case .unknownKeyset: "the token is of a keyset that the mint does not have"
        case .ambiguousKeyset: "the keyset of the token is ambiguous"
        }
    }
}
