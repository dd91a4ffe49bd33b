package import MintAuth

/// Which requests need a token (NUT-21, NUT-22).
package struct AuthenticationSettings: Sendable, Equatable {
    package enum Token: String, Sendable, CaseIterable { case none, clear, blind }

    package var provider: OpenIDSettings
    /// Those that are not named need none.
    package var tokens: [ProtectedRoute: Token] = [:]

    /// Blind tokens of one request.
    package var maximumBlindTokens = 50

    package init(provider: OpenIDSettings) { self.provider = provider }

    var usesBlindTokens: Bool { tokens.values.contains(.blind) }

    func routes(_ token: Token) -> [ProtectedRoute] { ProtectedRoute.allCases.filter { tokens[$0] == token } }
}
