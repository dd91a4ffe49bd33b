/// OpenID Connect Discovery 1.0 §3, as much as is needed.
struct DiscoveryDocument: Decodable {
    let issuer: String
    let keys: String

    enum CodingKeys: String, CodingKey {
        case issuer
        case keys = "jwks_uri"
    }
}

/// RFC 7517. Keys of every kind may stand beside those that sign tokens, so nothing is required here.
struct KeySetDocument: Decodable {
    struct Key: Decodable {
        let kty: String?
        let kid: String?
        let alg: String?
        let use: String?
        let crv: String?
        let x: String?
        let y: String?
        let n: String?
        let e: String?
    }

    let keys: [Key]
}

/// RFC 7515 §4.1, as much as decides which key is asked.
struct TokenHeader: Decodable {
    let alg: TokenAlgorithm
    let kid: String?
    /// What stands here must be understood, and nothing is.
    let crit: [String]?
}

/// What NUT-21 allows. `none`, and HS256 with a public key as its secret, are no values of this type.
enum TokenAlgorithm: String, Decodable {
    case es256 = "ES256"
    case rs256 = "RS256"
}
