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

    /// OpenID Connect Discovery 1.0 §4: documents that decide who may come in travel encrypted, unless they do not leave
    /// the host.
    package static func isAcceptable(_ url: String) -> Bool {
        if url.hasPrefix("https://") { return true }
        return ["127.0.0.1", "localhost", "[::1]"].contains { host in
            ["/", ":"].contains { url.hasPrefix("http://\(host)\($0)") }
        }
    }
}
