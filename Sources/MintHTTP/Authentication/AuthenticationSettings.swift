package import MintAuth

/// Which requests need a token (NUT-21, NUT-22).
package struct AuthenticationSettings: Sendable, Equatable {
    package enum Token: String, Sendable, CaseIterable { case none, clear, blind }

    package var provider: OpenIDSettings
    /// Those that are not named need none.
    package var tokens: [ProtectedRoute: Token] = [:]

    /// Blind tokens of one request.
    package var maximumBlindTokens = 50
    /// Of one user, and as many at once after a pause, but one request's in any case; 0 for any number.
    package var blindTokensPerMinute: UInt64 = 300

    package init(provider: OpenIDSettings) { self.provider = provider }

    var usesBlindTokens: Bool { tokens.values.contains(.blind) }

    func routes(_ token: Token) -> [ProtectedRoute] { ProtectedRoute.allCases.filter { self.token(for: $0) == token } }

    /// A WebSocket for which nothing is set needs what the looks need that it spares: or it would be the way around
    /// them. A blind token, if they need either: whoever has one is known to the provider, and it tells less.
    func token(for route: ProtectedRoute) -> Token {
        let own = tokens[route] ?? .none
        guard route == .subscriptions, own == .none else { return own }
        let looks = ProtectedRoute.subscribable.compactMap { tokens[$0] }
        return [.blind, .clear].first(where: looks.contains) ?? .none
    }
}
