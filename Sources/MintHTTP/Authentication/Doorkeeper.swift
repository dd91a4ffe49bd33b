internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import Logging
internal import MintAuth
internal import MintCore

/// Asks for tokens where the operator wants them.
struct Doorkeeper: Sendable {
    let settings: AuthenticationSettings
    private let provider: OpenIDProvider
    private let mint: Mint

    init(_ settings: AuthenticationSettings, _ mint: Mint, logger: Logger) {
        self.settings = settings
        self.mint = mint
        provider = OpenIDProvider(settings.provider, logger: logger)
    }

    /// What `check` throws, as an answer.
    func refusal(_ head: HTTPRequest, logger: Logger) async -> Answer? {
        do throws(MintFailure) {
            guard let token = try await check(head) else { return nil }
            // Nothing else can refuse it: who asks was counted, and asks as RFC 6455 wants it.
            _ = try await TokenTurn(mint, token, .subscriptions, head, []).answer { () throws(MintFailure) in
                .upgradeRequired
            }
            return nil
        } catch {
            return Answer(error, logger: logger)
        }
    }

    /// Returns when the request may be served.
    /// - Returns: the token that it costs, if it costs one.
    func check(_ head: HTTPRequest) async throws(MintFailure) -> BlindToken? {
        let path = head.path?.split(separator: "?", maxSplits: 1).first ?? ""
        if path == "/v1/auth/blind/mint" { _ = try await user(head.headerFields) }
        guard let route = ProtectedRoute(head.method, path: String(path)) else { return nil }
        switch settings.tokens[route] ?? .none {
        case .none: break
        case .clear: _ = try await user(head.headerFields)
        case .blind:
            guard let name = HTTPField.Name("Blind-auth"), let text = head.headerFields[values: name].first else {
                throw .refused(.blindAuthRequired, "a Blind-auth token is needed")
            }
            guard let token = BlindToken(text) else { throw .refused(.blindAuthFailed, "no token begins so") }
            return token
        }
        return nil
    }

    private func user(_ fields: HTTPFields) async throws(MintFailure) -> ClearUser {
        guard let name = HTTPField.Name("Clear-auth"), let token = fields[values: name].first else {
            throw .refused(.clearAuthRequired, "a Clear-auth token is needed")
        }
        do throws(ClearTokenError) {
            return try await provider.user(of: token, mint: mint.keysets?.identity.hex)
        } catch {
            switch error {
            case .refused(let reason): throw .refused(.clearAuthFailed, "clear authentication failed: \(reason)")
            case .unavailable(let detail): throw .unavailable(detail: detail, retryAfterSeconds: 5)
            }
        }
    }
}
