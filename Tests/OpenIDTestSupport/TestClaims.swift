internal import FoundationEssentials
package import JWTKit

/// What a token says; what is `nil` is left out.
package struct TestClaims: JWTPayload {
    package var iss: String?
    package var sub: String? = "user-1"
    package var aud: [String]?
    package var exp: Double?
    package var nbf: Double?
    package var azp: String? = "cashu-client"
    package var clientID: String?

    enum CodingKeys: String, CodingKey {
        case iss, sub, aud, exp, nbf, azp
        case clientID = "client_id"
    }

    package init(issuer: String, now: Double) {
        iss = issuer
        exp = now + 300
    }

    package func verify(using algorithm: some JWTAlgorithm) {}

    /// A token with a header of the test's choice and any signature.
    package func token(header: String, signature: String) throws -> String {
        let payload = try JSONEncoder().encode(self).base64EncodedString()
        let header = Data(header.utf8).base64EncodedString()
        return [header, payload, signature].map(TestTokenKey.url).joined(separator: ".")
    }
}
