/// Whose tokens are accepted (NUT-21).
package struct OpenIDSettings: Sendable, Equatable {
    /// Of the provider's discovery document: its issuer and `/.well-known/openid-configuration`.
    package let discovery: String
    /// What the mint's wallets are registered as.
    package let clientID: String

    package init(discovery: String, clientID: String) {
        self.discovery = discovery
        self.clientID = clientID
    }

    static let wellKnownPath = "/.well-known/openid-configuration"
    private static let loopbackHosts = ["127.0.0.1", "localhost", "[::1]"]

    /// OpenID Connect Discovery 1.0 §4: documents that decide who may come in travel encrypted, unless they do not
    /// leave the host.
    package static func isAcceptable(_ url: String) -> Bool {
        for (scheme, isEncrypted) in [("https://", true), ("http://", false)] where url.hasPrefix(scheme) {
            let rest = url.dropFirst(scheme.count)
            guard let end = rest.firstIndex(of: "/"), let host = host(rest[..<end]) else { return false }
            return isEncrypted || loopbackHosts.contains(host)
        }
        return false
    }

    /// The host of an authority (RFC 3986 §3.2) that has nothing but a host and perhaps a port: what stands before an
    /// `@` looks like a host, and is none.
    private static func host(_ authority: Substring) -> String? {
        var host = authority
        // The last colon that is in no brackets.
        if let colon = authority.lastIndex(of: ":"), authority[colon...].firstIndex(of: "]") == nil {
            let digits = authority[authority.index(after: colon)...]
            guard digits.utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains), let port = UInt16(digits),
                port > 0
            else { return nil }
            host = authority[..<colon]
        }
        let isBracketed = host.hasPrefix("[") && host.hasSuffix("]") && host.utf8.count > 2
        let name = isBracketed ? host.dropFirst().dropLast() : host
        let others = isBracketed ? ":." : ".-_"
        let isName = name.unicodeScalars.allSatisfy { scalar in
            scalar.isASCII && (Character(scalar).isLetter || Character(scalar).isNumber)
                || others.unicodeScalars.contains(scalar)
        }
        return isName && !name.isEmpty ? String(host) : nil
    }
}
