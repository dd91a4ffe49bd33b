import Logging
import MintAuth
import OpenIDTestSupport
import Synchronization
import Testing

@Suite("A clear token")
struct OpenIDProviderTests {
    private static let client = "cashu-client"
    private static let mint = "02" + String(repeating: "ab", count: 32)

    /// A provider, and what a mint knows of it by a clock of the test's own.
    private struct Fixture {
        let server: TestProvider
        let known: OpenIDProvider
        private let clock: Clock

        private final class Clock: Sendable { let seconds = Mutex(1_800_000_000.0) }

        init(_ keys: TestTokenKey..., discovery: String? = nil) async throws {
            server = try await TestProvider.start()
            server.publish(keys)
            let clock = Clock()
            self.clock = clock
            known = OpenIDProvider(
                OpenIDSettings(discovery: discovery ?? server.discovery, clientID: client),
                logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() },
                now: { clock.seconds.withLock { $0 } })
        }

        func pass(_ seconds: Double) { clock.seconds.withLock { $0 += seconds } }

        var claims: TestClaims { TestClaims(issuer: server.address, now: clock.seconds.withLock { $0 }) }

        func claims(_ change: (inout TestClaims) -> Void) -> TestClaims {
            var claims = claims
            change(&claims)
            return claims
        }

        func user(_ token: String) async throws(ClearTokenError) -> ClearUser {
            try await known.user(of: token, mint: mint)
        }

        /// Why a token is refused; `nil` when it is not.
        func refusal(_ token: String) async -> String? {
            do throws(ClearTokenError) {
                _ = try await user(token)
                return nil
            } catch {
                guard case .refused(let reason) = error else { return "not refused but \(error)" }
                return reason
            }
        }

        func isUnavailable(_ token: String) async -> Bool {
            do throws(ClearTokenError) {
                _ = try await user(token)
                return false
            } catch {
                if case .unavailable = error { return true }
                return false
            }
        }
    }

    @Test("signed with ES256 or RS256 says who its user is")
    func accepted() async throws {
        for key in [try await TestTokenKey.elliptic("k"), try await .rsa("k")] {
            let fixture = try await Fixture(key)
            for token in [try await key.token(fixture.claims), try await key.anonymousToken(fixture.claims)] {
                let user = try await fixture.user(token)
                #expect(user.subject == "user-1")
                #expect(user.issuer == fixture.server.address)
            }
        }
    }

    @Test("is verified with the key that it names, also when that does not say its algorithm")
    func severalKeys() async throws {
        let (first, second) = (
            try await TestTokenKey.elliptic("1"), try await TestTokenKey.elliptic("2", algorithm: nil)
        )
        let third = try await TestTokenKey.rsa("3", algorithm: nil)
        let fixture = try await Fixture(first, second, third)
        for key in [first, second, third] { #expect(await fixture.refusal(try await key.token(fixture.claims)) == nil) }
        let ambiguous = try await first.anonymousToken(fixture.claims)
        #expect(await fixture.refusal(ambiguous) == "the key of the token is not known")
        #expect(await fixture.refusal(try await third.anonymousToken(fixture.claims)) == nil)
        #expect(fixture.server.fetched == 1)
    }

    @Test("without a signature, or with one of another algorithm, is refused")
    func algorithms() async throws {
        let key = try await TestTokenKey.rsa("k")
        let fixture = try await Fixture(key)
        let confused = try await TestTokenKey.confused("k").token(fixture.claims)
        let foreign = try await TestTokenKey.elliptic("k").token(fixture.claims)
        let good = try await key.token(fixture.claims)
        let signature = String(good.split(separator: ".")[2])
        var tokens = [confused, foreign, "", ".", "..", "a.b", good + ".x", String(good.dropLast(6))]
        for (header, signature) in [
            (#"{"alg":"none"}"#, ""), (#"{"alg":"none","kid":"k"}"#, signature), (#"{"alg":"None","kid":"k"}"#, "AA"),
            (#"{"alg":"HS256","kid":"k"}"#, signature), (#"{"alg":"RS512","kid":"k"}"#, signature),
            (#"{"alg":"PS256","kid":"k"}"#, signature), (#"{"kid":"k"}"#, signature),
            (#"{"alg":"RS256","kid":"k","crit":["x"]}"#, signature), (#"{"alg":"RS256","kid":"k"}"#, "AA"),
            (#"{"alg":"RS256","kid":"k","x":1}"#, signature),
        ] {
            tokens.append(try fixture.claims.token(header: header, signature: signature))
        }
        for token in tokens { #expect(await fixture.refusal(token) != nil, "\(token)") }
        let parts = good.split(separator: ".")
        let other = try fixture.claims { $0.sub = "user-2" }.token(header: "{}", signature: "").split(separator: ".")[1]
        #expect(await fixture.refusal("\(parts[0]).\(other).\(parts[2])") != nil, "other claims under its signature")
        #expect(await fixture.refusal(good) == nil)
    }

    @Test("with a claim that is missing or wrong is refused")
    func claims() async throws {
        let key = try await TestTokenKey.elliptic("k")
        let fixture = try await Fixture(key)
        let now = try #require(fixture.claims.exp) - 300
        let other = "03" + String(repeating: "cd", count: 32)
        let wrong: [(String, (inout TestClaims) -> Void)] = [
            ("another issuer", { $0.iss = "https://elsewhere.example" }), ("no issuer", { $0.iss = nil }),
            ("no expiry", { $0.exp = nil }), ("expired", { $0.exp = now - 31 }), ("too early", { $0.nbf = now + 31 }),
            ("no user", { $0.sub = nil }), ("empty user", { $0.sub = "" }),
            ("long user", { $0.sub = String(repeating: "u", count: 256) }),
            ("another client", { $0.azp = "other" }), ("another client by its other name", { $0.clientID = "other" }),
            (
                "another client, for this mint",
                {
                    $0.azp = "other"
                    $0.aud = [Self.mint]
                }
            ),
            ("nobody named", { $0.azp = nil }),
            (
                "another audience",
                {
                    $0.azp = nil
                    $0.aud = ["account"]
                }
            ),
            ("another mint", { $0.aud = [other] }),
        ]
        for (name, change) in wrong {
            #expect(await fixture.refusal(try await key.token(fixture.claims(change))) != nil, "\(name)")
        }
        let right: [(String, (inout TestClaims) -> Void)] = [
            ("within the leeway", { $0.exp = now - 29 }),
            (
                "for the client",
                {
                    $0.azp = nil
                    $0.aud = [Self.client]
                }
            ),
            (
                "for the client beside others",
                {
                    $0.azp = nil
                    $0.aud = ["account", Self.client]
                }
            ),
            (
                "of the client by its other name",
                {
                    $0.azp = nil
                    $0.clientID = Self.client
                }
            ),
            (
                "for this mint",
                {
                    $0.azp = nil
                    $0.aud = [Self.mint]
                }
            ),
            ("for this mint and another", { $0.aud = [other, Self.mint] }),
            ("with an audience that is no mint", { $0.aud = ["account"] }),
        ]
        for (name, change) in right {
            #expect(await fixture.refusal(try await key.token(fixture.claims(change))) == nil, "\(name)")
        }
        let late = try await key.token(fixture.claims)
        fixture.pass(331)
        #expect(await fixture.refusal(late) == "the token has expired")
    }

    @Test("with a new key has the keys fetched again, but once a minute at most")
    func rotation() async throws {
        let (old, new) = (try await TestTokenKey.elliptic("old"), try await TestTokenKey.elliptic("new"))
        let fixture = try await Fixture(old)
        #expect(await fixture.refusal(try await old.token(fixture.claims)) == nil)
        fixture.server.publish([new])
        for _ in 0..<20 { #expect(await fixture.refusal(try await new.token(fixture.claims)) != nil) }
        #expect(fixture.server.fetched == 1)
        fixture.pass(60)
        #expect(await fixture.refusal(try await new.token(fixture.claims)) == nil)
        #expect(fixture.server.fetched == 2)
        #expect(await fixture.refusal(try await old.token(fixture.claims)) != nil, "the old one was taken back")
        for _ in 0..<20 { #expect(await fixture.refusal(try await old.token(fixture.claims)) != nil) }
        #expect(fixture.server.fetched == 2)
    }

    @Test("is known while the provider is away, and one with an unknown key is not judged")
    func away() async throws {
        let (key, other) = (try await TestTokenKey.elliptic("k"), try await TestTokenKey.elliptic("other"))
        let fixture = try await Fixture(key)
        #expect(await fixture.refusal(try await key.token(fixture.claims)) == nil)
        fixture.server.setAway(true)
        fixture.pass(4_000)
        #expect(await fixture.refusal(try await key.token(fixture.claims)) == nil, "though the keys are an hour old")
        fixture.pass(60)
        #expect(await fixture.isUnavailable(try await other.token(fixture.claims)))
        fixture.server.setAway(false)
        fixture.server.publish([other])
        fixture.pass(60)
        #expect(await fixture.refusal(try await key.token(fixture.claims)) != nil, "an hour ago it was taken back")
        #expect(await fixture.refusal(try await other.token(fixture.claims)) == nil)
    }

    @Test("cannot be judged before the provider was reached once")
    func never() async throws {
        let key = try await TestTokenKey.elliptic("k")
        let fixture = try await Fixture(key)
        fixture.server.setAway(true)
        #expect(await fixture.isUnavailable(try await key.token(fixture.claims)))
        fixture.server.setAway(false)
        fixture.pass(1)
        #expect(await fixture.refusal(try await key.token(fixture.claims)) == nil)
    }

    @Test("has the keys fetched once when many come at the same time")
    func together() async throws {
        let key = try await TestTokenKey.rsa("k")
        let fixture = try await Fixture(key)
        let token = try await key.token(fixture.claims)
        let known = await withTaskGroup(of: Bool.self) { group in
            for _ in 0..<20 { group.addTask { await fixture.refusal(token) == nil } }
            return await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(known == 20)
        #expect(fixture.server.fetched == 1)
    }

    @Test("is not judged by a provider that speaks for another one, or that has no key for it")
    func misplaced() async throws {
        let key = try await TestTokenKey.elliptic("k")
        let foreign = try await Fixture(key)
        foreign.server.setIssuer("https://issuer.example")
        let claims = foreign.claims { $0.iss = "https://issuer.example" }
        #expect(await foreign.isUnavailable(try await key.token(claims)))
        let useless = try await Fixture()
        useless.server.publish(json: [
            #"{"kty":"oct","kid":"k","k":"AA"}"#, #"{"kty":"EC","crv":"secp256k1","kid":"k","x":"AA","y":"AA"}"#,
            #"{"kty":"EC","crv":"P-256","kid":"k","x":"AA","y":"AA"}"#,
            #"{"kty":"RSA","kid":"k","n":"AQAB","e":"AQAB"}"#,
            key.published.replacing(#""use":"sig""#, with: #""use":"enc""#),
            key.published.replacing(#""alg":"ES256""#, with: #""alg":"ECDH-ES""#),
        ])
        #expect(await useless.isUnavailable(try await key.token(useless.claims)))
    }

    @Test("is only judged by documents that nobody on the way can change")
    func transport() {
        for url in [
            "https://a.example/x", "https://a.example:8443/x", "http://127.0.0.1:80/x", "http://localhost/x",
            "http://[::1]:1/x", "https://[2001:db8::1]/x",
        ] {
            #expect(OpenIDSettings.isAcceptable(url), "\(url)")
        }
        for url in [
            "http://a.example/x", "http://127.0.0.1.a.example/", "http://localhost@a.example/", "ftp://x", "",
            "http://127.0.0.1:x@a.example/x", "http://127.0.0.1:80@a.example/x", "http://[::1]:x@a.example/x",
            "http://localhost:1@a.example/x", "https://user@a.example/x", "https://user:x@a.example/x", "https:///x",
            "http://127.0.0.1:/x", "http://127.0.0.1:x/x", "http://localhost\\@a.example/x", "http://127.0.0.1 /x",
            "https://a.example", "http://[::1].a.example/x", "https://a.example:99999/x",
            "http://127.0.0.1#@a.example/",
        ] {
            #expect(!OpenIDSettings.isAcceptable(url), "\(url)")
        }
    }
}
