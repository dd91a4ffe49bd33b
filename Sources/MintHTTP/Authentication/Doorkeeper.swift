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
            try await check(head)
            return nil
        } catch {
            return Answer(error, logger: logger)
        }
    }

    /// Returns when the request may be served.
    func check(_ head: HTTPRequest) async throws(MintFailure) {
        let path = head.path?.split(separator: "?", maxSplits: 1).first ?? ""
        guard let route = ProtectedRoute(head.method, path: String(path)) else { return }
        switch settings.tokens[route] ?? .none {
        case .none: return
        case .clear: _ = try await user(head.headerFields)
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
