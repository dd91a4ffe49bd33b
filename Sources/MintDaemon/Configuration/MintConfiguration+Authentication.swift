internal import MintAuth
internal import MintHTTP
internal import StrictTOML

extension MintConfiguration {
    mutating func readAuthentication(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        let isEnabled = try section.flag("auth_enabled")
        let discovery = try section.text("openid_discovery")
        let client = try section.text("openid_client_id")
        let maximum = try section.integer("mint_max_bat", in: 1...1_000)
        let perMinute = try section.integer("mint_bat_per_minute", in: 0...1_000_000)
        var tokens: [ProtectedRoute: AuthenticationSettings.Token] = [:]
        for route in ProtectedRoute.allCases {
            tokens[route] = try section.choice(route.rawValue, of: AuthenticationSettings.Token.self)
        }
        guard isEnabled ?? (discovery != nil || client != nil || maximum != nil || perMinute != nil || !tokens.isEmpty)
        else { return }
        guard let discovery else { throw section.error("openid_discovery", "is missing") }
        guard OpenIDSettings.isAcceptable(discovery) else {
            throw section.error("openid_discovery", "must begin with https://, or with http:// and be of this host")
        }
        guard discovery.hasSuffix("/.well-known/openid-configuration") else {
            throw section.error("openid_discovery", "must end with /.well-known/openid-configuration")
        }
        guard let client, !client.isEmpty else { throw section.error("openid_client_id", "is missing") }
        // Whoever asks for authentication and protects nothing has forgotten something.
        guard tokens.values.contains(where: { $0 != .none }) else {
            throw section.error("auth_enabled", "is of no use: no route asks for a token")
        }
        // It would be the way around the others.
        if tokens[.subscriptions] == AuthenticationSettings.Token.none,
            let guarded = ProtectedRoute.subscribable.first(where: { tokens[$0] ?? .none != .none })
        {
            throw section.error("websocket_auth", "cannot be none: a WebSocket tells what \(guarded.rawValue) guards")
        }
        var settings = AuthenticationSettings(provider: OpenIDSettings(discovery: discovery, clientID: client))
        settings.tokens = tokens
        if let perMinute { settings.blindTokensPerMinute = UInt64(perMinute) }
        if let maximum { settings.maximumBlindTokens = Int(maximum) }
        http.authentication = settings
    }
}
