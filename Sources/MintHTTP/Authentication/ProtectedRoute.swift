internal import Cashu
internal import HTTPTypes

/// What a mint may ask a token for. The names are those of CDK's `[auth]` section.
package enum ProtectedRoute: String, Sendable, CaseIterable {
    case mint
    case mintQuotes = "get_mint_quote"
    case mintQuote = "check_mint_quote"
    case melt
    case meltQuotes = "get_melt_quote"
    case meltQuote = "check_melt_quote"
    case swap
    case restore
    case checkState = "check_proof_state"
    case subscriptions = "websocket_auth"

    /// What a subscription tells as well.
    package static let subscribable: [ProtectedRoute] = [.mintQuote, .meltQuote, .checkState]

    /// By what a path begins with and not by the routes there are: a payment method that is added later is protected
    /// from its first day.
    init?(_ method: HTTPRequest.Method, path: String) {
        let looks = method == .get || method == .head
        for (isMint, root) in [(true, "/v1/mint/"), (false, "/v1/melt/")] where path.hasPrefix(root) {
            if !path.hasPrefix(root + "quote/") {
                self = isMint ? .mint : .melt
            } else if looks || path.hasSuffix("/check") {
                self = isMint ? .mintQuote : .meltQuote
            } else {
                self = isMint ? .mintQuotes : .meltQuotes
            }
            return
        }
        switch path {
        case "/v1/swap": self = .swap
        case "/v1/restore": self = .restore
        case "/v1/checkstate": self = .checkState
        case "/v1/ws": self = .subscriptions
        default: return nil
        }
    }

    /// What wallets are told (NUT-21): paths, and beginnings of paths with a `*`.
    /// - Parameter methods: of the mint.
    func endpoints(_ methods: [PaymentMethod]) -> [(method: HTTPRequest.Method, path: String)] {
        let posts = { (routes: [Route]) in routes.map { (method: HTTPRequest.Method.post, path: $0.template) } }
        return switch self {
        // No beginnings: they would be those of other requests as well.
        case .mint: posts(methods.flatMap { [Route.mint($0), .mintBatch($0)] })
        case .mintQuotes: posts(methods.map { .mintQuotes($0) })
        case .mintQuote: [(.get, "/v1/mint/quote/*")] + posts(methods.map { .mintQuoteChecks($0) })
        case .melt: posts(methods.map { .melt($0) })
        case .meltQuotes: posts(methods.map { .meltQuotes($0) })
        case .meltQuote: [(.get, "/v1/melt/quote/*")]
        case .swap: [(.post, "/v1/swap")]
        case .restore: [(.post, "/v1/restore")]
        case .checkState: [(.post, "/v1/checkstate")]
        case .subscriptions: [(.get, "/v1/ws")]
        }
    }
}
