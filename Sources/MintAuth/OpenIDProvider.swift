internal import FoundationEssentials
internal import JWTKit
package import Logging

/// The OpenID provider of a mint: fetches its keys when they are needed, keeps them, and knows a user by a token.
package actor OpenIDProvider {
    private struct Published: Sendable {
        let issuer: String
        let keys: TokenKeys
        let fetched: Double
    }

    /// A token with an unknown key has the keys fetched again, but not for every one that somebody makes up.
    static let refreshSeconds = 60.0
    /// A key that the provider took back is known for so long, while the provider can be reached.
    static let keepSeconds = 3_600.0
    /// Of a token.
    private static let maximumBytes = 8_192

    private let settings: OpenIDSettings
    private let logger: Logger
    /// In seconds.
    private let now: @Sendable () -> Double
    private var published: Published?
    private var attempted = -Double.infinity
    /// Of the last attempt.
    private var failure: ClearTokenError?
    private var fetching: Task<Result<Published, ClearTokenError>, Never>?

    package init(
        _ settings: OpenIDSettings, logger: Logger,
        now: @escaping @Sendable () -> Double = { Date().timeIntervalSince1970 }
    ) {
        self.settings = settings
        self.logger = logger
        self.now = now
    }

    /// - Parameter mint: the key by which the mint is known, in hex.
    package func user(of token: String, mint: String?) async throws(ClearTokenError) -> ClearUser {
        guard token.utf8.count <= Self.maximumBytes, let header = Self.header(of: token) else {
            throw .refused("no token signed with ES256 or RS256")
        }
        let (published, verifier) = try await key(for: header)
        let claims: ClearClaims
        do {
            claims = try await verifier.verify(token, as: ClearClaims.self)
        } catch {
            throw .refused("the signature is not valid, or a claim is no value of its kind")
        }
        return try claims.user(of: published.issuer, for: settings, mint: mint, now: now())
    }

    private static func header(of token: String) -> TokenHeader? {
        let parts = token.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 3, !parts[2].isEmpty else { return nil }
        var text = parts[0].replacing("-", with: "+").replacing("_", with: "/")
        text += String(repeating: "=", count: (4 - text.count % 4) % 4)
        guard let data = Data(base64Encoded: String(text)),
            let header = try? JSONDecoder().decode(TokenHeader.self, from: data), header.crit == nil
        else { return nil }
        return header
    }

    // MARK: Keys

    private func key(for header: TokenHeader) async throws(ClearTokenError) -> (Published, JWTKeyCollection) {
        let known = try await current()
        if let verifier = known.keys.verifier(header) { return (known, verifier) }
        guard now() - attempted >= Self.refreshSeconds else {
            // It may be a new key, which could not be fetched.
            throw failure ?? .refused("the key of the token is not known")
        }
        let fresh = try await fetch()
        guard let verifier = fresh.keys.verifier(header) else { throw .refused("the key of the token is not known") }
        return (fresh, verifier)
    }

    /// What was fetched within the hour, or what can be fetched now, or what was fetched before.
    private func current() async throws(ClearTokenError) -> Published {
        if let published {
            let isFresh = now() - published.fetched < Self.keepSeconds
            if isFresh || now() - attempted < Self.refreshSeconds { return published }
        } else if fetching == nil, now() - attempted < 1 {
            throw .unavailable(detail: "the OpenID provider was asked a moment ago")
        }
        do throws(ClearTokenError) {
            return try await fetch()
        } catch {
            guard let published else { throw error }
            return published
        }
    }

    /// Whoever needs it at once waits for the same answer.
    private func fetch() async throws(ClearTokenError) -> Published {
        if let fetching { return try await fetching.value.get() }
        attempted = now()
        let task = Task { [settings, attempted] in
            do throws(ClearTokenError) {
                return Result<Published, ClearTokenError>.success(try await Self.fetch(settings, at: attempted))
            } catch {
                return .failure(error)
            }
        }
        fetching = task
        let result = await task.value
        fetching = nil
        switch result {
        case .success(let fresh):
            published = fresh
            failure = nil
        case .failure(let error):
            failure = error
            logger.warning(
                "the OpenID provider's keys could not be fetched",
                metadata: ["error": "\(error)", "kept": "\(published != nil)"])
        }
        return try result.get()
    }

    private static func fetch(
        _ settings: OpenIDSettings, at moment: Double
    ) async throws(ClearTokenError) -> Published {
        let fetcher = DocumentFetcher()
        let discovery = try await fetcher.document(at: settings.discovery, as: DiscoveryDocument.self)
        // §4.3: or a provider could speak for another one.
        let base = discovery.issuer.hasSuffix("/") ? String(discovery.issuer.dropLast()) : discovery.issuer
        guard base + OpenIDSettings.wellKnownPath == settings.discovery else {
            throw .unavailable(detail: "\(settings.discovery) is the document of \(discovery.issuer)")
        }
        let keys = await TokenKeys(try await fetcher.document(at: discovery.keys, as: KeySetDocument.self))
        guard !keys.isEmpty else { throw .unavailable(detail: "\(discovery.keys) has no key for ES256 or RS256") }
        return Published(issuer: discovery.issuer, keys: keys, fetched: moment)
    }
}
