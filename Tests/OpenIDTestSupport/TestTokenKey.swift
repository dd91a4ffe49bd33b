internal import FoundationEssentials
internal import JWTKit

/// A key of a provider, with both of its halves.
package struct TestTokenKey: Sendable {
    package let id: String
    /// As the provider publishes it.
    package let published: String
    private let signer: JWTKeyCollection

    /// For ES256, on P-256.
    package static func elliptic(_ id: String, algorithm: String? = "ES256") async throws -> TestTokenKey {
        let key = ES256PrivateKey()
        guard let point = key.publicKey.parameters else { throw Unusable() }
        let members = #""kty":"EC","crv":"P-256","x":"\#(url(point.x))","y":"\#(url(point.y))""#
        let signer = await JWTKeyCollection().add(ecdsa: key, kid: JWKIdentifier(string: id))
        return TestTokenKey(id: id, published: object(id, algorithm, members), signer: signer)
    }

    /// For RS256, of 2048 bits.
    package static func rsa(_ id: String, algorithm: String? = "RS256") async throws -> TestTokenKey {
        let key = try Insecure.RSA.PrivateKey(pem: rsaKey)
        let numbers = try key.publicKey.getKeyPrimitives()
        let (n, e) = (url(numbers.modulus.base64EncodedString()), url(numbers.publicExponent.base64EncodedString()))
        let signer = await JWTKeyCollection().add(
            rsa: key, digestAlgorithm: .sha256, kid: JWKIdentifier(string: id))
        return TestTokenKey(
            id: id, published: object(id, algorithm, #""kty":"RSA","n":"\#(n)","e":"\#(e)""#), signer: signer)
    }

    /// What signs with HS256 and has the public half of the RSA key as its secret.
    package static func confused(_ id: String) async throws -> TestTokenKey {
        let secret = try Insecure.RSA.PrivateKey(pem: rsaKey).publicKey.pemRepresentation
        let signer = await JWTKeyCollection().add(
            hmac: HMACKey(from: secret), digestAlgorithm: .sha256, kid: JWKIdentifier(string: id))
        return TestTokenKey(id: id, published: "", signer: signer)
    }

    package struct Unusable: Error {}

    package func token(_ claims: TestClaims) async throws -> String {
        try await signer.sign(claims, kid: JWKIdentifier(string: id))
    }

    /// A token that names no key.
    package func anonymousToken(_ claims: TestClaims) async throws -> String {
        try await signer.sign(claims)
    }

    private static func object(_ id: String, _ algorithm: String?, _ members: String) -> String {
        let algorithm = algorithm.map { #","alg":"\#($0)""# } ?? ""
        return #"{"kid":"\#(id)","use":"sig"\#(algorithm),\#(members)}"#
    }

    /// RFC 4648 §5, without padding.
    static func url(_ base64: String) -> String {
        base64.replacing("+", with: "-").replacing("/", with: "_").replacing("=", with: "")
    }

    /// Of no use but here.
    private static let rsaKey = """
        -----BEGIN PRIVATE KEY-----
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDV8Mov6yxs9DOT
        48PsRNVwgCpJSxTDBHmz6h7pGt74K7qbqiRJ9aqkXopFzZs4642ESW4TfqaO+xxN
        2U4PXuLWL57RhhvUbcs14QDpp2Xs5tn45Q5aV0sfouwJCO5wM77h27VFH+mut6VV
        YOqKcyP7I5BLTj/SmJDr16DcsYpI141NhCNww6qY+nkWhq4dTEvpbPsUfvYXk5av
        modbdf6tFWWP38PyP0BkWzjyiuRDarcnx7bWOZ3jl3V8CGi7eeuhXZ/F8p+XQJjS
        07quQPHrOD54DvFJuNjebUGUghtlqhRbk1+kxf9NZazVAGS0lrHU7Ug79xv+4uOw
        cKBDRzWrAgMBAAECggEAATXnFvqoL4ekNmfZXHVj6x/hMrVON++cYVm89LRhDZtw
        Z2AWQNA3N83hz2pN62EIgHaf56lVokUmewRJ7klVqZZEZPVyzogT2HQI+sl73f7N
        E0eh21NXdVAz22CQZNR4yzNgj7RnW0SRFsNryv5tdjF/KAXt04W8etvR/l2yJXOx
        eUcWC8wygTNxmr4fmRD3Wnl+4eyEQTSGEKqct5fPijKo1SF+riW3goXQQuzhOLIN
        jl4qGXqP28YS1MBiS9pFFXVNE+w/IwF2MF5eCtIhjE20EbHaZcaLzOTWzP3eRkSH
        C9Zeon4Z3rau+T9bJUR12GQtODTVAv3flRFL6olohQKBgQDv4WAzYkvJ4/YCM/JW
        9rOkEIUpKZPm2XsMbPx4ECHGsIZ4KOdqGAhFQwk23H6SsjYtKtzR1gz//tYYT9F9
        ZSPSESjdljWwezhQZ3VTz2fULCYps2Oze8LLO3vSqY+t+D0rvv6sIgFoeivh1y4d
        z4ci7mb3ivIYaPoXuCtv1vuzHwKBgQDkUS0IpMszKFbdKAf3he8A05okAh03Pnqc
        ibb+Al03Z8SjOH3U3Ub69vyOLLtVMnCKKF8fsg4CVgR8A3OFWWWtI1PMgIN61/dZ
        rg/+utS4MmnXg3xZjy3rC8cwNsRzi+/bINalzJYWFxJt9WzBkxFSQNQhttoQBKw5
        46TP5BMX9QKBgCxmCIo6LVDm0ofB2Z7i9ojtTdg6i9d0dWPtYCVQxw+haKIg4AQx
        AobfS3tOAFdiiMh/YHOuLKXNIw9I5rtQ1vpwlqG8xZ8uj1PCcmLaxprsuPuK6m8z
        /u/iyJ5LJ/7JLXlFVpnBiYUu56RbUXvPB3Idsg0rOHfwJinxuohuwBN9AoGBANQ1
        QucizB7bYokhuO3uFWuuQTkwodkEAFBYi7XhmqRxlUmjqwjbNiryv2Ch4OhZ/lHb
        HjbGdtDjBD4Dsy6BHcjj6fJMjGf0LVm0N/epzSb67Hc8JarUMnihtNxyOvuuWBxS
        lE78LY+QmDeNgi0VNWc/DCvd2SZEQZN4q2nycXC1AoGBANVAh051w0IvMy2ZZ+0o
        h8cBUs5aBnJqe17dV3wPVdiK2QgKBZ5/V30j+sbpDGNg4m4b228m0E3UnBdzCCPZ
        77TBRIGNnGL33xGl/AVOjlBijS1VPZdZiuBm88Y/AemZaArQaqSfeTmbLhl+1g+0
        dFbIKOloHNyGY3V1AiOX4OK2
        -----END PRIVATE KEY-----
        """
}
