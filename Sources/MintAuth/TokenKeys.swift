internal import JWTKit

/// The keys of a provider that may sign tokens. Each has one algorithm, which no token can choose for it.
struct TokenKeys: Sendable {
    private struct Key: Sendable {
        let id: String?
        let algorithm: TokenAlgorithm
        let verifier: JWTKeyCollection
    }

    private let keys: [Key]

    /// What is no key for ES256 or RS256 is left out.
    init(_ document: KeySetDocument) async {
        var keys: [Key] = []
        for key in document.keys where key.use == nil || key.use == "sig" {
            guard let (algorithm, jwk) = Self.key(key) else { continue }
            let verifier = JWTKeyCollection()
            // A key that is no point of its curve, or no number, is left out like one of an unknown kind.
            guard (try? await verifier.add(jwk: jwk)) != nil else { continue }
            keys.append(Key(id: key.kid, algorithm: algorithm, verifier: verifier))
        }
        self.keys = keys
    }

    var isEmpty: Bool { keys.isEmpty }

    private static func key(_ key: KeySetDocument.Key) -> (TokenAlgorithm, JWK)? {
        // The collection wants a name, but has one key.
        let name = JWKIdentifier(string: key.kid ?? "")
        switch (key.kty, key.alg, key.crv) {
        case ("EC", nil, "P-256"), ("EC", TokenAlgorithm.es256.rawValue, "P-256"):
            return (.es256, .ecdsa(.es256, identifier: name, x: key.x, y: key.y, curve: .p256))
        case ("RSA", nil, _), ("RSA", TokenAlgorithm.rs256.rawValue, _):
            guard let modulus = key.n, modulus.utf8.count >= minimumModulusDigits else { return nil }
            return (.rs256, .rsa(.rs256, identifier: name, modulus: modulus, exponent: key.e))
        default: return nil
        }
    }

    /// RFC 7518 §3.3: 2048 bits, in base64.
    private static let minimumModulusDigits = 342

    /// The key that a token names, or the only one that there is of its kind.
    func verifier(_ header: TokenHeader) -> JWTKeyCollection? {
        let fitting = keys.filter { $0.algorithm == header.alg && (header.kid == nil || $0.id == header.kid) }
        return fitting.count == 1 ? fitting[0].verifier : nil
    }
}
