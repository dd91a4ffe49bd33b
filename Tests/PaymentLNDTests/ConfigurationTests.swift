import CashuCrypto
import Foundation
import LNDStandIn
import Lightning
import TestSupport
import Testing

@testable import PaymentLND

@Suite("The configuration of an LND node")
struct ConfigurationTests {
    private let directory: TemporaryDirectory

    init() async throws {
        directory = try TemporaryDirectory()
        try await LNDStandIn.makeCertificate(in: directory.path)
        try Data([2, 1, 3, 4, 5, 6, 7, 8, 9]).write(to: URL(fileURLWithPath: directory.path(of: "mint.macaroon")))
    }

    private func load(
        address: String = "https://127.0.0.1:8080", certificate: String = "tls.cert",
        macaroon: String = "mint.macaroon",
        key: String = "preimages.key"
    ) throws(LNDConfigurationError) -> LNDConfiguration {
        try LNDConfiguration(
            address: address, certificateFile: directory.path(of: certificate),
            macaroonFile: directory.path(of: macaroon), preimageKeyFile: directory.path(of: key), network: .regtest)
    }

    private func problem(_ body: () throws(LNDConfigurationError) -> LNDConfiguration) -> String {
        do throws(LNDConfigurationError) {
            _ = try body()
            return ""
        } catch {
            return "\(error)"
        }
    }

    @Test("comes from files, and the key of the preimages is made where there is none, for its owner alone")
    func files() throws {
        let first = try load()
        #expect(first.address == "https://127.0.0.1:8080" && first.macaroon.hex == "020103040506070809")
        let path = directory.path(of: "preimages.key")
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600)
        let again = try load(address: "https://localhost:8080/")
        #expect(again.address == "https://localhost:8080")
        #expect(first.preimageKey.preimage(label: "a") == again.preimageKey.preimage(label: "a"))
        #expect(try FileManager.default.contentsOfDirectory(atPath: directory.path).count == 4, "no drafts are left")
    }

    @Test("refuses a key of the preimages that others may read, that is another's, or that is no file")
    func openKey() throws {
        let path = directory.path(of: "preimages.key")
        _ = try load()
        #expect(throws: Never.self) { _ = try PreimageKey(lookingAt: path) }
        for mode in [0o640, 0o604, 0o660] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            let words = "preimage_key_file of the LND node, \(path): it has mode \(String(mode, radix: 8)): others"
            #expect(problem { () throws(LNDConfigurationError) in try load() }.hasPrefix(words))
            let look = #expect(throws: LNDConfigurationError.self) { _ = try PreimageKey(lookingAt: path) }
            #expect(look?.description.hasPrefix(words) == true)
        }
        #expect(throws: LNDConfigurationError.self) { _ = try PreimageKey(lookingAt: directory.path) }
    }

    @Test("is looked at without a key of the preimages where one could be made, and makes none")
    func lookedAt() throws {
        let path = directory.path(of: "preimages.key")
        _ = try PreimageKey(lookingAt: path)
        #expect(!FileManager.default.fileExists(atPath: path))
        let nowhere = #expect(throws: LNDConfigurationError.self) { _ = try PreimageKey(lookingAt: "/nowhere/key") }
        #expect(nowhere?.description.contains("it is not there, and uid \(geteuid()) cannot make it") == true)
    }

    @Test("may have the macaroon in hex")
    func hexMacaroon() throws {
        let path = directory.path(of: "hex.macaroon")
        try Data("0201030405060708\n".utf8).write(to: URL(fileURLWithPath: path))
        #expect(try load(macaroon: "hex.macaroon").macaroon.hex == "0201030405060708")
    }

    @Test("names the file that is missing or wrong, and its key")
    func wrongFiles() throws {
        for name in ["empty", "garbage"] {
            let content = name == "empty" ? "" : "garbage"
            try Data(content.utf8).write(to: URL(fileURLWithPath: directory.path(of: name)))
            #expect(problem { () throws(LNDConfigurationError) in try load(certificate: name) }.hasPrefix("cert_file"))
            #expect(problem { () throws(LNDConfigurationError) in try load(macaroon: name) }.hasPrefix("macaroon_file"))
            #expect(problem { () throws(LNDConfigurationError) in try load(key: name) }.hasPrefix("preimage_key_file"))
        }
        let missing = problem { () throws(LNDConfigurationError) in try load(certificate: "none") }
        #expect(missing.contains("none: No such file"))
        #expect(problem { () throws(LNDConfigurationError) in try load(macaroon: "none") }.contains("No such file"))
        #expect(problem { () throws(LNDConfigurationError) in try load(key: "none/key") }.contains("No such file"))
    }

    @Test(
        "takes no address that is not encrypted, or is more than an address",
        arguments: [
            "http://127.0.0.1:8080", "127.0.0.1:8080", "https://", "https://host/v1", "https://user@host",
            "https://host?a",
            "https://ho st", "https://host\n", "",
        ])
    func addresses(address: String) {
        #expect(problem { () throws(LNDConfigurationError) in try load(address: address) }.hasPrefix("address"))
    }
}

@Suite("Preimages of the mint's invoices on LND")
struct PreimageKeyTests {
    @Test("are HMAC-SHA256: the first vector of RFC 4231, whose key HMAC fills up with zeros")
    func vector() throws {
        let key = try #require(FixedBytes<32>([UInt8](repeating: 0x0b, count: 20) + [UInt8](repeating: 0, count: 12)))
        #expect(
            PreimageKey(key).authenticationCode(of: Array("Hi There".utf8)).hex
                == "b0344c61d8db38535ca8afceaf0bf12b881dc200c9833da726e9376c2e32cff7")
    }

    @Test("differ by label and by key, and the key describes itself nowhere")
    func differ() {
        let (one, two) = (SHA256.hash("one"), SHA256.hash("two"))
        let preimages = [one, two].flatMap { key in ["a", "b"].map { PreimageKey(key).preimage(label: $0) } }
        #expect(Set(preimages).count == 4)
        var dumped = ""
        dump(PreimageKey(one), to: &dumped)
        #expect(!"\(PreimageKey(one)) \(dumped)".contains(one.hex.prefix(8)) && !dumped.contains("key"))
    }
}
