internal import Cashu
internal import CashuCrypto
internal import HTTPTypes
internal import Logging
internal import MintAuth
internal import MintCore

/// Asks for tokens where the operator wants them.
struct Doorkeeper: Sendable {
    let settings: AuthenticationSettings
    let quota: TokenQuota
    private let provider: OpenIDProvider
    private let mint: Mint

    init(_ settings: AuthenticationSettings, _ mint: Mint, logger: Logger) {
        self.settings = settings
        self.mint = mint
        quota = TokenQuota(settings)
        provider = OpenIDProvider(settings.provider, logger: logger)
    }

    /// Has a WebSocket begun, if it may be, and takes a token only for one that has.
    /// - Parameter begin: says whether one has.
    /// - Returns: why it may not; `nil` when it might, whatever came of it.
    func refusal(_ head: HTTPRequest, logger: Logger, begin: () async -> Bool) async -> Answer? {
        do throws(MintFailure) {
            guard let token = try await check(head).token else {
                _ = await begin()
                return nil
            }
            let turn = TokenTurn(mint, token, .subscriptions, head, [])
            _ = try await turn.answer { () throws(MintFailure) in
                await begin() ? .switchingProtocols : .upgradeRequired
            }
            return nil
        } catch {
            return Answer(error, logger: logger)
        }
    }

    /// Returns when the request may be served.
    func check(_ head: HTTPRequest) async throws(MintFailure) -> Admission {
        let path = head.path?.split(separator: "?", maxSplits: 1).first ?? ""
        if path == "/v1/auth/blind/mint" { return Admission(user: try await user(head.headerFields)) }
        guard let route = ProtectedRoute(head.method, path: String(path)) else { return Admission() }
        switch settings.token(for: route) {
        case .none: return Admission()
        case .clear: return Admission(user: try await user(head.headerFields))
        case .blind:
            guard let name = HTTPField.Name("Blind-auth"), let text = head.headerFields[values: name].first else {
                throw .refused(.blindAuthRequired, "a Blind-auth token is needed")
            }
            guard let token = BlindToken(text) else { throw .refused(.blindAuthFailed, "no token begins so") }
            return Admission(token: token)
        }
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
