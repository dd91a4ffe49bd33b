import Foundation
import OpenIDTestSupport

/// An OpenID provider for programs that are tested from outside: says where its discovery document is and gives one
/// token, then answers until it is ended.
@main
enum OpenIDProvider {
    private static let secondsOfToken = 86_400.0

    static func main() async throws {
        let key = try await TestTokenKey.elliptic("k")
        let provider = try await TestProvider.start(key)
        let now = Date().timeIntervalSince1970
        var claims = TestClaims(issuer: provider.address, now: now)
        claims.exp = now + secondsOfToken
        let token = try await key.token(claims)
        // At once, also into a pipe.
        FileHandle.standardOutput.write(Data("\(provider.discovery) \(token)\n".utf8))
        try await provider.ended()
    }
}
