import Cashu
import Foundation
import Lightning
import Logging
import MintCore
import MintDaemon
import PaymentCLN
import PaymentLND
import StrictTOML
import TestSupport
import Testing

@Suite("The node of a configuration")
struct NodeSettingsTests {
    static let rune = "c3cr3tRuneOf_the-node="
    static let macaroon = String(repeating: "5ec2e7", count: 20)

    private func read(_ text: String) throws(ConfigurationError) -> MintConfiguration {
        try MintConfiguration(text, directory: "/etc/mint") { name in
            switch name {
            case "RUNE": Self.rune
            case "MACAROON": Self.macaroon
            default: nil
            }
        }
    }

    private func coreLightning(_ lines: String) throws -> CoreLightningConfiguration {
        let configuration = try read("[ln]\nln_backend = \"cln\"\n[cln]\n\(lines)")
        guard case .coreLightning(let settings) = configuration.backend else { throw Unexpected() }
        return settings
    }

    private func lnd(_ lines: String) throws -> LNDSettings {
        let files = "address = \"https://a:8080\"\ncert_file = \"c\"\nmacaroon_file = \"env:MACAROON\"\n"
        let configuration = try read("[ln]\nln_backend = \"lnd\"\n[lnd]\n\(files)\(lines)")
        guard case .lnd(let settings) = configuration.backend else { throw Unexpected() }
        return settings
    }

    private struct Unexpected: Error {}

    @Test("is a fake, unless another one is named")
    func fake() throws {
        #expect(try read("").backend.name == .fake)
        #expect(try read("[ln]\nln_backend = \"fakewallet\"\n[fake_wallet]\nfee_percent = 0").backend.name == .fake)
    }

    @Test("is Core Lightning's socket")
    func socket() throws {
        let plain = try coreLightning("rpc_path = \"lightning-rpc\"")
        guard case .socket("/etc/mint/lightning-rpc") = plain.connection else { throw Unexpected() }
        #expect(plain.network == .bitcoin)
        #expect(plain.offers)
        #expect(plain.exposesPrivateChannels == nil)
        #expect(plain.feePartsPerMillion == 20_000 && plain.reserveFeeMinMsat == 2_000)
        let full = try coreLightning(
            """
            rpc_path = "/run/rpc"
            network = "signet"
            bolt12 = false
            expose_private_channels = false
            fee_percent = 0.005
            reserve_fee_min = 3
            """)
        guard case .socket("/run/rpc") = full.connection else { throw Unexpected() }
        #expect(full.network == .signet)
        #expect(!full.offers)
        #expect(full.exposesPrivateChannels == false)
        #expect(full.feePartsPerMillion == 5_000 && full.reserveFeeMinMsat == 3_000)
    }

    @Test("is Core Lightning's CLNRest")
    func rest() throws {
        let settings = try coreLightning(
            """
            rest_url = "https://cln:3010"
            rune = "env:RUNE"
            rest_certificate = "ca.pem"
            rest_address = "10.0.0.5"
            """)
        guard case .rest(let rest) = settings.connection else { throw Unexpected() }
        #expect(rest.url == "https://cln:3010")
        #expect(rest.certificatePath == "/etc/mint/ca.pem")
        #expect(rest.addresses == ["cln": "10.0.0.5"])
    }

    @Test("is LND's")
    func lightningNetworkDaemon() throws {
        let plain = try lnd("")
        #expect(plain.address == "https://a:8080")
        #expect(plain.certificateFile == "/etc/mint/c")
        #expect(plain.preimageKeyFile == "/etc/mint/lnd-preimages.key")
        #expect(plain.network == .bitcoin)
        #expect(plain.fees == FeeReserve())
        #expect(!plain.exposesPrivateChannels)
        let full = try lnd(
            """
            preimage_key_file = "/var/key"
            network = "regtest"
            expose_private_channels = true
            fee_percent = 0
            reserve_fee_min = 0
            """)
        #expect(full.preimageKeyFile == "/var/key")
        #expect(full.network == .regtest)
        #expect(full.exposesPrivateChannels)
        #expect(full.fees.partsPerMillion == 0 && full.fees.minimumMsat == 0)
    }

    @Test("keeps LND's key of the preimages beside the file of SQLite, or else beside the configuration")
    func preimageKeyFile() throws {
        for (database, path) in [
            ("path = \"/var/lib/mint/a.sqlite\"", "/var/lib/mint/lnd-preimages.key"),
            ("url = \"sqlite:/b.sqlite\"", "/lnd-preimages.key"),
            ("path = \"data/a.sqlite\"", "/etc/mint/data/lnd-preimages.key"),
            ("url = \"postgres://mint@db/mint\"", "/etc/mint/lnd-preimages.key"),
        ] { #expect(try lnd("[database]\n\(database)").preimageKeyFile == path) }
    }

    @Test(
        "is on a chain that is named as people name it",
        arguments: [
            ("bitcoin", LightningNetwork.bitcoin), ("mainnet", .bitcoin), ("testnet", .testnet), ("signet", .signet),
            ("regtest", .regtest),
        ])
    func network(name: String, network: LightningNetwork) throws {
        #expect(try coreLightning("rpc_path = \"r\"\nnetwork = \"\(name)\"").network == network)
        #expect(try lnd("network = \"\(name)\"").network == network)
    }

    @Test("may be named in CDK's newer section")
    func newerName() throws {
        let one = try read("[payment_backend]\nbackend = \"cln\"\nmax_mint = 9\n[cln]\nrpc_path = \"r\"")
        #expect(one.backend.name == .coreLightning)
        #expect(one.mint.units.map(\.maximumMint) == [9])
        let two = try read(
            """
            [[payment_backend]]
            backend = "cln"
            unit = "sat"
            [[payment_backend]]
            unit = "msat"
            min_melt = 4
            [cln]
            rpc_path = "r"
            """)
        #expect(two.backend.name == .coreLightning)
        #expect(two.mint.units.map(\.unit) == [.sat, .msat])
        #expect(two.mint.units.map(\.minimumMelt) == [1, 4])
    }

    @Test("deals in sat, and in msat when that is named")
    func units() throws {
        let node = "\n[cln]\nrpc_path = \"r\""
        #expect(try read("[ln]\nln_backend = \"cln\"" + node).mint.units.map(\.unit) == [.sat])
        #expect(try read("[ln]\nln_backend = \"cln\"\nunit = \"msat\"" + node).mint.units.map(\.unit) == [.msat])
        let error = #expect(throws: ConfigurationError.self) {
            try read("[ln]\nln_backend = \"cln\"\nunit = \"usd\"" + node)
        }
        #expect(error?.problem == "names usd, which is not sat or msat, which is what a Lightning node has")
    }

    @Test("is one for all units")
    func oneBackend() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(
                """
                [[ln]]
                ln_backend = "cln"
                unit = "sat"
                [[ln]]
                ln_backend = "lnd"
                unit = "msat"
                """)
        }
        #expect(
            error?.message(file: "f")
                == "f:1: ln names two backends, cln and lnd: in this release one serves all units")
    }

    @Test("is not one whose section nobody reads")
    func unused() {
        let error = #expect(throws: ConfigurationError.self) { try read("[cln]\nrpc_path = \"r\"") }
        #expect(
            error?.message(file: "f")
                == "f:1: cln is not used: ln.ln_backend is \"fakewallet\"; make it \"cln\", or take this section out")
        for text in [
            "[payment_backend]\nbackend = \"cln\"\n[cln]\nrpc_path = \"r\"\n[fake_wallet]",
            "[ln]\nln_backend = \"cln\"\n[cln]\nrpc_path = \"r\"\n[lnd]\naddress = \"https://a\"",
        ] {
            let error = #expect(throws: ConfigurationError.self) { try read(text) }
            #expect(error?.problem.contains("is not used: ") == true)
        }
    }

    private static let mistaken: [(String, String)] = [
        ("payment_backend", "[ln]\nln_backend = \"cln\"\n[payment_backend]\nbackend = \"cln\""),
        ("payment_backend.ln_backend", "[payment_backend]\nln_backend = \"cln\""),
        ("ln.backend", "[ln]\nbackend = \"cln\""),
        ("cln.rpc_path", cln("")),
        ("cln.rpc_path", cln("rpc_path = \"\"")),
        ("cln.rest_url", cln("rpc_path = \"r\"\nrest_url = \"https://a\"\nrune = \"env:RUNE\"")),
        ("cln.rest_url", cln("rest_url = \"cln:3010\"\nrune = \"env:RUNE\"")),
        ("cln.rest_url", cln("rest_url = \"https://a:s3cret@cln\"\nrune = \"env:RUNE\"")),
        ("cln.rune", cln("rest_url = \"https://a\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"env:NOTHING\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"file:/nowhere/rune\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"\(rune)\"")),
        ("cln.rune", cln("rpc_path = \"r\"\nrune = \"env:RUNE\"")),
        ("cln.rest_certificate", cln("rpc_path = \"r\"\nrest_certificate = \"c\"")),
        ("cln.rest_address", cln("rpc_path = \"r\"\nrest_address = \"10.0.0.1\"")),
        ("cln.network", cln("rpc_path = \"r\"\nnetwork = \"liquid\"")),
        ("cln.fee_percent", cln("rpc_path = \"r\"\nfee_percent = 2")),
        ("cln.bolt12", cln("rpc_path = \"r\"\nbolt12 = 1")),
        ("cln.supported_units", cln("rpc_path = \"r\"\nsupported_units = [\"sat\"]")),
        ("lnd.address", "[ln]\nln_backend = \"lnd\""),
        ("lnd.cert_file", "[ln]\nln_backend = \"lnd\"\n[lnd]\naddress = \"https://a\""),
        ("lnd.macaroon_file", lnd("")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"env:NOTHING\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"nowhere\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"\(macaroon + macaroon)\"")),
        ("lnd.reserve_fee_min", lnd("macaroon_file = \"env:MACAROON\"\nreserve_fee_min = -1")),
    ]

    /// Written where its place belongs.
    private static let misplaced: [(String, String)] = [
        ("cln.rest_url", cln("rest_url = \"https://cln:3010?rune=\(rune)\"\nrune = \"env:RUNE\"")),
        ("cln.rest_url", cln("rest_url = \"https://cln:3010#\(rune)\"\nrune = \"env:RUNE\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"env:\(rune)\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"env:c3cr3tRuneOf\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"file:\(rune)\"")),
        ("cln.rune", cln("rest_url = \"https://a\"\nrune = \"file:/\(rune)\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"env:\(macaroon)\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"env:a\(macaroon.prefix(40))\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"\(macaroon.prefix(80))\"")),
        ("lnd.macaroon_file", lnd("macaroon_file = \"/\(macaroon)\"")),
    ] + base64.map { ("lnd.macaroon_file", lnd("macaroon_file = \"\($0)\"")) }

    /// Of a macaroon of 132 bytes: with a slash, without one, and of the first version.
    private static let base64 = [
        "AgEDbG5kAv/" + String(repeating: "5ec2e7Zx", count: 20) + "5ec2=",
        "AgEDbG5kAv-" + String(repeating: "5ec2e7Zx", count: 20),
        "MDAxNmxvY2F0aW9u/" + String(repeating: "5ec2e7Zx", count: 20),
        "x" + String(repeating: "5ec2e7Zx", count: 10),
    ]

    @Test("repeats no secret that stands where its place belongs", arguments: misplaced)
    func secretInPlace(key: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.key == key)
        let shown = error.map { "\($0) \($0.message(file: "f"))" } ?? Self.rune
        for secret in ["c3cr3t", "5ec2e7"] { #expect(!shown.contains(secret), "\(shown)") }
    }

    @Test("takes the path of a macaroon that might be base64 for a path")
    func pathLikeBase64() {
        for path in ["secrets/macaroon", "/etc/cashumint/secrets/of/the/node/macaroon", "the-mint-of-our-town-macaroon"] {
            let error = #expect(throws: ConfigurationError.self) { try read(Self.lnd("macaroon_file = \"\(path)\"")) }
            #expect(error?.problem == "names a file that is not there")
        }
    }

    @Test("with a mistake names the key", arguments: mistaken)
    func mistakes(key: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.key == key)
        for secret in [Self.rune, Self.macaroon, "s3cret"] {
            #expect(error.map { "\($0)".contains(secret) } == false, "an error shows no secret")
        }
    }

    private static func cln(_ lines: String) -> String { "[ln]\nln_backend = \"cln\"\n[cln]\n\(lines)" }

    private static func lnd(_ lines: String) -> String {
        "[ln]\nln_backend = \"lnd\"\n[lnd]\naddress = \"https://a\"\ncert_file = \"c\"\n\(lines)"
    }

    @Test("has a rune that does not stand in the configuration, and says why")
    func plainRune() {
        let error = #expect(throws: ConfigurationError.self) {
            try read(Self.cln("rest_url = \"https://a\"\nrune = \"\(Self.rune)\""))
        }
        #expect(
            error?.problem == """
                must not stand here itself: whoever reads it can spend what the node has, and a configuration is shown, \
                copied and backed up. It must be env:NAME or file:/absolute/path of where it is
                """)
    }

    @Test("shows no secret when the configuration is printed")
    func printed() throws {
        for text in [
            Self.cln("rest_url = \"https://a\"\nrune = \"env:RUNE\""), Self.lnd("macaroon_file = \"env:MACAROON\""),
        ] {
            let configuration = try read(text)
            var dumped = ""
            dump(configuration, to: &dumped)
            for text in ["\(configuration)", "\(configuration.backend)", dumped, String(reflecting: configuration)] {
                #expect(text.contains("https://a"))
                #expect(!text.contains(Self.rune) && !text.contains(Self.macaroon))
            }
        }
    }

    @Test("has a macaroon in a file that nobody else may read, as bytes or as hex")
    func macaroonFile() throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mint.macaroon")
        func written(_ content: Data, mode: Int) throws -> Result<MintConfiguration, ConfigurationError> {
            try content.write(to: URL(fileURLWithPath: path))
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
            return Result { () throws(ConfigurationError) in try read(Self.lnd("macaroon_file = \"\(path)\"")) }
        }
        let bytes = Data([2, 1, 3, 0xff, 0, 9, 9, 9, 9, 9])
        _ = try written(bytes, mode: 0o400).get()
        _ = try written(Data("\(Self.macaroon)\n".utf8), mode: 0o600).get()
        _ = try read(Self.lnd("macaroon_file = \"file:\(path)\""))
        for (content, mode) in [(bytes, 0o644), (bytes, 0o640), (Data([1, 2]), 0o600), (Data(), 0o600)] {
            let error = #expect(throws: ConfigurationError.self) { try written(content, mode: mode).get() }
            #expect(error?.key == "lnd.macaroon_file")
        }
    }

    @Test("is explained in the example, and what that calls a default is one")
    func example() throws {
        let directory = try TemporaryDirectory()
        for name in ["rune", "mint.macaroon"] {
            try Data("0123456789abcdef".utf8).write(to: URL(fileURLWithPath: directory.path(of: name)))
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: directory.path(of: name))
        }
        func section(_ name: String, without left: [String] = []) -> String {
            MintConfiguration.example.split(separator: "\n", omittingEmptySubsequences: false)
                .drop { $0 != "# [\(name)]" }.prefix { !$0.isEmpty }
                .filter { $0.hasPrefix("# [") || $0.firstRange(of: " = ") != nil && $0.last != "." }
                .filter { line in !left.contains { line.hasPrefix("# \($0) ") } }
                .map { $0.dropFirst(2).replacing("/etc/cashu-mint", with: directory.path) }.joined(separator: "\n")
        }
        let rest = ["rest_url", "rune", "rest_certificate", "rest_address"]
        let socket = try read("[ln]\nln_backend = \"cln\"\n" + section("cln", without: rest))
        let defaults = try coreLightning("rpc_path = \"r\"")
        guard case .coreLightning(let settings) = socket.backend else { throw Unexpected() }
        #expect(settings.network == defaults.network && settings.offers == defaults.offers)
        #expect(settings.feePartsPerMillion == defaults.feePartsPerMillion)
        #expect(settings.reserveFeeMinMsat == defaults.reserveFeeMinMsat)
        #expect(section("cln").split(separator: "\n").count == 11)
        _ = try read("[ln]\nln_backend = \"cln\"\n" + section("cln", without: ["rpc_path"]))

        let node = try read("[ln]\nln_backend = \"lnd\"\n" + section("lnd"))
        guard case .lnd(let example) = node.backend else { throw Unexpected() }
        let plain = try lnd("")
        #expect(section("lnd").split(separator: "\n").count == 9)
        #expect(example.network == plain.network && example.fees == plain.fees)
        #expect(example.preimageKeyFile == plain.preimageKeyFile)
        #expect(example.exposesPrivateChannels == plain.exposesPrivateChannels)
    }
}
