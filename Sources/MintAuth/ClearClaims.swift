internal import JWTKit

/// What a token says (RFC 7519 §4.1, OpenID Connect Core 1.0 §2).
struct ClearClaims: JWTPayload {
    /// One text or several.
    struct Audience: Codable, Sendable {
        let names: [String]

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let name = try? container.decode(String.self) {
                names = [name]
            } else {
                names = try container.decode([String].self)
            }
        }
    }

    let iss: String?
    let sub: String?
    let aud: Audience?
    let exp: Double?
    let nbf: Double?
    let azp: String?
    let clientID: String?

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, exp, nbf, azp
        case clientID = "client_id"
    }

    /// Clocks differ.
    static let leewaySeconds = 30.0
    static let maximumSubjectBytes = 255

    /// Of the signature, before which nothing here counts; `user` looks at the rest.
    func verify(using algorithm: some JWTAlgorithm) {}

    /// - Parameters:
    ///   - issuer: of the keys that the token was verified with.
    ///   - mint: the key by which this mint is known (NUT-06).
    ///   - now: in seconds.
    func user(
        of issuer: String, for settings: OpenIDSettings, mint: String?, now: Double
    ) throws(ClearTokenError) -> ClearUser {
        guard iss == issuer else { throw .refused("iss is not the issuer of this mint's provider") }
        guard let exp else { throw .refused("exp is missing") }
        guard exp > now - Self.leewaySeconds else { throw .refused("the token has expired") }
        guard nbf ?? now <= now + Self.leewaySeconds else { throw .refused("the token is not valid yet") }
        guard let sub, !sub.isEmpty, sub.utf8.count <= Self.maximumSubjectBytes else {
            throw .refused("sub is missing, or too long")
        }
        try checkAudience(settings, mint)
        return ClearUser(issuer: issuer, subject: sub)
    }

    /// A token is for this mint when it was made for the mint's client, or names the mint. It is for another one when it
    /// was made for another client, or names another mint.
    private func checkAudience(_ settings: OpenIDSettings, _ mint: String?) throws(ClearTokenError) {
        let names = aud?.names ?? []
        for client in [azp, clientID].compactMap({ $0 }) where client != settings.clientID {
            throw .refused("the token was made for another client")
        }
        let mints = names.filter(Self.isMint)
        guard mints.isEmpty || mints.contains(where: { $0 == mint }) else {
            throw .refused("the token was made for another mint")
        }
        guard azp ?? clientID != nil || names.contains(settings.clientID) || !mints.isEmpty else {
            throw .refused("the token does not say that it is for this mint")
        }
    }

    /// NUT-21: `aud` may hold the key of a mint.
    private static func isMint(_ name: String) -> Bool {
        name.utf8.count == 66 && (name.hasPrefix("02") || name.hasPrefix("03"))
            && name.utf8.allSatisfy { $0 < 0x80 && Character(Unicode.Scalar($0)).isHexDigit }
    }
}

/// Whom a provider knows.
package struct ClearUser: Sendable, Hashable {
    package let issuer: String
    package let subject: String
}
