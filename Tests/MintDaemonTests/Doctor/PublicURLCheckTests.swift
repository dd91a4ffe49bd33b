import CashuSecrets
import MintDaemon
import MintDoctor
import MintHTTP
import SignatoryCore
import Testing

@Suite("What the doctor says of the public URL")
struct PublicURLCheckTests {
    private func finding(_ url: String, of daemon: RunningDaemon? = nil) async throws -> Finding {
        let port = daemon?.port ?? 1
        return try #require(await PublicURLCheck([url], host: "127.0.0.1", port: port).findings().first)
    }

    @Test("needs no mint that runs", arguments: [
        ("https://mint.example", Finding.Grade.ok, "not asked, for mintd does not answer here"),
        ("http://localhost:3338", .ok, "not asked"), ("http://[::1]:3338", .ok, "not asked"),
        ("http://127.9.8.7/Bitcoin", .ok, "not asked"), ("http://abcdef.onion", .ok, "only Tor"),
        ("http://mint.example", .failed, "not https"), ("http://127.0.0.1.mint.example", .failed, "not https"),
        ("http://10.0.0.1", .failed, "not https"), ("https://", .failed, "is no URL"),
    ])
    func alone(url: String, grade: Finding.Grade, words: String) async throws {
        let finding = try await finding(url)
        #expect(finding.grade == grade && finding.detail.contains(words), "\(finding)")
    }

    @Test("is missed when there is none")
    func none() async {
        #expect(await PublicURLCheck([], host: "127.0.0.1", port: 1).findings().map(\.grade) == [.warning])
    }

    @Test("is where this mint answers, and no other")
    func asked() async throws {
        let daemon = try await RunningDaemon().ready()
        for end in ["", "/"] {
            let well = try await finding("http://127.0.0.1:\(daemon.port)\(end)", of: daemon)
            #expect(well.grade == .ok && well.detail.hasSuffix("this mint answers there"), "\(well)")
        }
        let seed = [UInt8](repeating: 9, count: 32)
        let keys = try await EmbeddedSignatory.open(
            SignatoryConfiguration(.memory), seed: .kept(unsafe seed.withUnsafeBytes { unsafe Seed(bytes: $0) }),
            logger: RunningDaemon.logger)
        let other = try await RunningDaemon(signatory: keys).ready()
        let wrong = try await finding("http://127.0.0.1:\(other.port)", of: daemon)
        #expect(wrong.grade == .failed && wrong.detail.contains("another mint answers"), "\(wrong)")
        let nobody = try await finding("http://127.0.0.1:1", of: daemon)
        #expect(nobody.grade == .failed && nobody.detail.contains("nobody answers"), "\(nobody)")
    }

    @Test("is not compared with what listens in the mint's place, and that is said", arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "status 200"),
        ("HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n", "status 503"), ("nonsense\r\n\r\n", ""),
    ])
    func impostor(answer: String, words: String) async throws {
        let server = try await FixedServer(answer)
        let port = try #require(server.url.split(separator: ":").last.flatMap { Int($0.filter(\.isNumber)) })
        let findings = await PublicURLCheck(["https://mint.example"], host: "127.0.0.1", port: port).findings()
        #expect(findings.map(\.grade) == [.failed, .ok])
        let detail = "what listens at 127.0.0.1:\(port) does not answer as this mint: \(words)"
        #expect(findings.first?.detail.hasPrefix(detail) == true, "\(findings)")
    }

    @Test("is not where something else answers, or sends wallets away", arguments: [
        ("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", "is no mint (status 200)"),
        ("HTTP/1.1 502 Bad Gateway\r\nContent-Length: 0\r\n\r\n", "is no mint (status 502)"),
        ("HTTP/1.1 200 OK\r\nContent-Length: 16\r\n\r\n{\"pubkey\":\"evil\"}", "is no mint"),
        (
            "HTTP/1.1 301 Moved\r\nLocation: https://evil.example/\r\nContent-Length: 0\r\n\r\n",
            "sends wallets to https://evil"
        ),
        ("nonsense\r\n\r\n", "cannot be asked"),
    ])
    func elsewhere(answer: String, words: String) async throws {
        let daemon = try await RunningDaemon().ready()
        let server = try await FixedServer(answer)
        let finding = try await finding(server.url, of: daemon)
        #expect(finding.grade == .failed && finding.detail.contains(words), "\(finding)")
    }
}
