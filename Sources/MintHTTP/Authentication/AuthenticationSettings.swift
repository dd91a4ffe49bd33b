package import MintAuth

/// Which requests need a token (NUT-21).
package struct AuthenticationSettings: Sendable, Equatable {
    package enum Token: String, Sendable, CaseIterable { case none, clear }

    package var provider: OpenIDSettings
    /// Those that are not named need none.
    package var tokens: [ProtectedRoute: Token] = [:]

    package init(provider: OpenIDSettings) { self.provider = provider }

    func routes(_ token: Token) -> [ProtectedRoute] { ProtectedRoute.allCases.filter { tokens[$0] == token } }
}
