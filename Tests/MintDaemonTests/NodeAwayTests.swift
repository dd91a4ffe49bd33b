import CashuCrypto
import Foundation
import LNDStandIn
import Lightning
import MintDaemon
import PaymentCLN
import PaymentLND
import TestSupport
import Testing

@Suite("A mint on a node")
struct NodeAwayTests {
    @Test("starts and serves while its node is away")
    func away() async throws {
        let directory = try TemporaryDirectory()
        let socket = CoreLightningConfiguration(.socket(path: directory.path(of: "lightning-rpc")), network: .regtest)
        try await serves(.coreLightning(socket))
        try await LNDStandIn.makeCertificate(in: directory.path)
        try await serves(.lnd(try settings(directory)))
        #expect(FileManager.default.fileExists(atPath: directory.path(of: "preimages")))
    }

    private func serves(_ backend: BackendSettings) async throws {
        let daemon = try await RunningDaemon { $0.backend = backend }.ready()
        try await Wire.connect(daemon.port) { wire in
            try await wire.send("GET /v1/keys HTTP/1.1\r\nHost: mint\r\n\r\n")
            #expect(try await wire.answer()?.status == 200)
            try await wire.post("/v1/mint/quote/bolt11", #"{"amount":10,"unit":"sat"}"#)
            let quote = try #require(try await wire.answer())
            #expect(quote.status == 503, "\(quote)")
        }
        await daemon.assembled.shutDown()
        try await daemon.ended()
    }

    private func settings(_ directory: TemporaryDirectory) throws -> LNDSettings {
        LNDSettings(
            address: "https://127.0.0.1:1", certificateFile: directory.path(of: "tls.cert"),
            macaroon: try #require(Macaroon(Array(repeating: 7, count: 40))),
            preimageKeyFile: directory.path(of: "preimages"), network: .regtest)
    }

    @Test("does not start with settings that no node can have, and says which; a look makes no file")
    func refused() async throws {
        let directory = try TemporaryDirectory()
        let rest = CoreLightningREST(url: "http://node.example", rune: Rune("abc"), certificatePath: nil)
        var configuration = try MintConfiguration("", directory: directory.path)
        let inClear = CoreLightningConfiguration(.rest(rest), network: .regtest)
        for (backend, words) in [
            (BackendSettings.coreLightning(inClear), "without https"),
            (.lnd(try settings(directory)), "cert_file of the LND node"),
        ] {
            configuration.backend = backend
            let look = #expect(throws: MintStartError.self) { try configuration.checkNode() }
            let start = await #expect(throws: MintStartError.self) { try await RunningDaemon { $0.backend = backend } }
            for error in [look, start] {
                #expect(error?.exitCode == 78)
                #expect(error.map { "\($0)".contains(words) } == true)
            }
        }
        try await LNDStandIn.makeCertificate(in: directory.path)
        try configuration.checkNode()
        let key = directory.path(of: "preimages")
        #expect(!FileManager.default.fileExists(atPath: key))
        try Data("no key".utf8).write(to: URL(fileURLWithPath: key))
        for (mode, words) in [(0o644, "has mode 644"), (0o600, "is not 64 hex digits")] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: key)
            let error = #expect(throws: MintStartError.self) { try configuration.checkNode() }
            #expect(error.map { "\($0)".contains("preimage_key_file") && "\($0)".contains(words) } == true)
        }
    }
}
