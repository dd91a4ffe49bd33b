import Cashu
import CashuCrypto
import Logging
import MintAuth
import MintCore
import MintDaemon
import MintHTTP
import PaymentFake
import StrictTOML
import TestSupport
import Testing

@Suite("A configuration")
struct MintConfigurationTests {
    private func read(_ text: String) throws(ConfigurationError) -> MintConfiguration {
        try MintConfiguration(text, directory: "/etc/mint")
    }

    @Test("may be empty")
    func empty() throws {
        let configuration = try read("")
        #expect(configuration.http.host == "127.0.0.1")
        #expect(configuration.http.port == 3_338)
        #expect(configuration.database == .sqlite(path: "/etc/mint/mint.sqlite"))
        #expect(configuration.signatorySocket == nil)
        #expect(configuration.managementSocket == nil)
        #expect(configuration.mint.duplicateMeltQuotes == .refuse)
        #expect(configuration.mint.information.name == nil)
        #expect(configuration.log.level == .info)
    }

    @Test("is the example, and what the example calls a default is one")
    func example() throws {
        let example = try read(MintConfiguration.example)
        let defaults = try read("")
        #expect(example.http == defaults.http)
        #expect(example.log == defaults.log)
        #expect(example.database == defaults.database)
        #expect(example.mint.limits.maximumInputs == defaults.mint.limits.maximumInputs)
        #expect(example.mint.limits.maximumOutputs == defaults.mint.limits.maximumOutputs)
        #expect(example.mint.limits.maximumStateChecks == defaults.mint.limits.maximumStateChecks)
        #expect(example.mint.limits.maximumRestore == defaults.mint.limits.maximumRestore)
        #expect(example.mint.units == defaults.mint.units)
        #expect(example.mint.units == [UnitTerms(.sat)])
        #expect(example.fakeBackend.rates == [.sat: .sat])
        #expect(example.mint.limits.maximumBatch == defaults.mint.limits.maximumBatch)
        #expect(example.mint.limits.mintQuoteSeconds == defaults.mint.limits.mintQuoteSeconds)
        #expect(example.mint.limits.meltQuoteSeconds == defaults.mint.limits.meltQuoteSeconds)
        #expect(example.mint.meltWaitSeconds == defaults.mint.meltWaitSeconds)
        #expect(example.fakeBackend.feePartsPerMillion == defaults.fakeBackend.feePartsPerMillion)
        #expect(example.fakeBackend.reserveFeeMinMsat == defaults.fakeBackend.reserveFeeMinMsat)
        #expect(example.fakeBackend.minDelaySeconds == defaults.fakeBackend.minDelaySeconds)
        #expect(example.fakeBackend.maxDelaySeconds == defaults.fakeBackend.maxDelaySeconds)
        #expect(example.signatorySocket == "/etc/mint/run/mint.sock")
        #expect(example.managementSocket == "/etc/mint/run/mintctl.sock")
        #expect(example.mint.duplicateMeltQuotes == defaults.mint.duplicateMeltQuotes)
    }

    @Test("has units, with the same limits or with limits of their own")
    func units() throws {
        let rates = """
            [fake_wallet]
            supported_units = ["usd", "sat", "msat", "points"]
            exchange_rates = { usd = 10000000, points = 5 }
            """
        let same = try read("[ln]\nmax_mint = 7\n" + rates)
        #expect(same.mint.units.map(\.unit.name) == ["usd", "sat", "msat", "points"])
        #expect(same.mint.units.allSatisfy { $0.maximumMint == 7 })
        #expect(same.fakeBackend.rates.count == 4)
        #expect(same.fakeBackend.rates[.sat] == .sat && same.fakeBackend.rates[.msat] == .msat)
        #expect(same.fakeBackend.rates[try #require(CurrencyUnit("usd"))] == UnitRate(perBitcoin: 10_000_000))
        let own = try read(
            """
            [[ln]]
            unit = "sat"
            min_mint = 5
            [[ln]]
            ln_backend = "fakewallet"
            unit = "usd"
            max_melt = 90
            """ + "\n" + rates)
        #expect(own.mint.units.map(\.unit.name) == ["sat", "usd"])
        #expect(own.mint.units.map(\.minimumMint) == [5, 1])
        #expect(own.mint.units.map(\.maximumMelt) == [500_000, 90])
    }

    @Test("of which every key is read")
    func everyKey() throws {
        let configuration = try read(
            """
            [info]
            url = "https://mint.example"
            listen_host = "0.0.0.0"
            listen_port = 0
            [info.quote_ttl]
            mint_ttl = 11
            melt_ttl = 12
            [mint_info]
            name = "n"
            description = "d"
            description_long = "l"
            motd = "m"
            contact_email = "e"
            contact_nostr_public_key = "k"
            contact_twitter = "t"
            icon_url = "i"
            tos_url = "s"
            [ln]
            ln_backend = "fakewallet"
            min_mint = 2
            max_mint = 3
            min_melt = 4
            max_melt = 5
            [fake_wallet]
            supported_units = ["sat"]
            fee_percent = 0.01
            reserve_fee_min = 7
            min_delay_time = 0
            max_delay_time = 9
            state_file = "/var/state"
            [database]
            engine = "sqlite"
            url = "sqlite:other.sqlite"
            [signatory]
            socket = "s.sock"
            identity = "\(PublicKey.generator.hex)"
            [mint_management_rpc]
            socket = "ctl.sock"
            [limits]
            max_inputs = 21
            duplicate_melt_quotes = "allow"
            max_outputs = 22
            max_state_checks = 23
            max_restore = 24
            max_batch = 29
            melt_wait = 25
            max_connections = 26
            idle_timeout = 27
            body_timeout = 28
            requests_per_second = 29
            request_burst = 30
            network_factor = 31
            max_websockets_per_client = 32
            max_clients = 3300
            limit_local = true
            [http]
            trusted_proxies = ["10.0.0.0/8"]
            proxy_header = "forwarded"
            [log]
            level = "trace"
            format = "json"
            """)
        #expect(configuration.http.host == "0.0.0.0")
        #expect(configuration.http.port == 0)
        #expect(configuration.http.maximumConnections == 26)
        #expect(configuration.http.idleSeconds == 27)
        #expect(configuration.http.bodySeconds == 28)
        #expect(configuration.http.clients.requestsPerSecond == 29)
        #expect(configuration.http.clients.burst == 30)
        #expect(configuration.http.clients.networkFactor == 31)
        #expect(configuration.http.clients.maximumWebSockets == 32)
        #expect(configuration.http.clients.maximumRemembered == 3_300)
        #expect(configuration.http.clients.includesLocal)
        #expect(configuration.http.clients.trustedProxies == [AddressRange("10.0.0.0/8")].compactMap { $0 })
        #expect(configuration.http.clients.proxyHeader == .forwarded)
        let mint = configuration.mint
        #expect(mint.limits.mintQuoteSeconds == 11)
        #expect(mint.limits.meltQuoteSeconds == 12)
        let terms = try #require(mint.units.first)
        #expect(mint.units.count == 1 && terms.unit == .sat)
        #expect([terms.minimumMint, terms.maximumMint] == [2, 3])
        #expect([terms.minimumMelt, terms.maximumMelt] == [4, 5])
        #expect([mint.limits.maximumInputs, mint.limits.maximumOutputs] == [21, 22])
        #expect([mint.limits.maximumStateChecks, mint.limits.maximumRestore] == [23, 24])
        #expect(mint.limits.maximumBatch == 29)
        #expect(mint.meltWaitSeconds == 25)
        #expect(mint.signatoryIdentity == .generator)
        #expect(mint.information.urls == ["https://mint.example"])
        #expect([mint.information.name, mint.information.description] == ["n", "d"])
        #expect([mint.information.descriptionLong, mint.information.messageOfTheDay] == ["l", "m"])
        #expect([mint.information.iconURL, mint.information.termsURL] == ["i", "s"])
        #expect(mint.information.contacts.map(\.method) == ["email", "nostr", "twitter"])
        #expect(mint.information.contacts.map(\.info) == ["e", "k", "t"])
        #expect(configuration.fakeBackend.feePartsPerMillion == 10_000)
        #expect(configuration.fakeBackend.reserveFeeMinMsat == 7_000)
        #expect(configuration.fakeBackend.minDelaySeconds == 0)
        #expect(configuration.fakeBackend.maxDelaySeconds == 9)
        #expect(configuration.fakeBackend.stateFile == "/var/state")
        #expect(configuration.database == .sqlite(path: "/etc/mint/other.sqlite"))
        #expect(configuration.signatorySocket == "/etc/mint/s.sock")
        #expect(configuration.managementSocket == "/etc/mint/ctl.sock")
        #expect(mint.duplicateMeltQuotes == .allow)
        #expect(configuration.log.level == .trace)
        #expect(configuration.log.format == .json)
    }

    @Test(
        "with a mistake names the key",
        arguments: [
            ("inof", "[inof]\nurl = \"http://x\""),
            ("listen_port", "listen_port = 3338"),
            ("info.listen_prot", "[info]\nlisten_prot = 1"),
            ("info.quote_ttl.mint", "[info.quote_ttl]\nmint = 1"),
            ("info.quote_ttl", "[info]\nquote_ttl = 1"),
            ("info", "info = 1"),
            ("info.url", "[info]\nurl = \"mint.example\""),
            ("info.url", "[info]\nurl = 1"),
            ("info.listen_host", "[info]\nlisten_host = true"),
            ("info.listen_port", "[info]\nlisten_port = \"3338\""),
            ("info.listen_port", "[info]\nlisten_port = 65536"),
            ("info.listen_port", "[info]\nlisten_port = -1"),
            ("info.listen_port", "[info]\nlisten_port = 1.0"),
            ("info.quote_ttl.mint_ttl", "[info.quote_ttl]\nmint_ttl = 0"),
            ("info.quote_ttl.melt_ttl", "[info.quote_ttl]\nmelt_ttl = 86401"),
            ("mint_info.name", "[mint_info]\nname = 1"),
            ("mint_info.urls", "[mint_info]\nurls = \"x\""),
            ("mint_info.urls", "[mint_info]\nurls = [1]"),
            ("mint_info.contact_emial", "[mint_info]\ncontact_emial = \"x\""),
            ("ln.ln_backend", "[ln]\nln_backend = \"lnbits\""),
            ("ln.min_mint", "[ln]\nmin_mint = 10\nmax_mint = 9"),
            ("ln.min_melt", "[ln]\nmin_melt = 500001"),
            ("ln.max_mint", "[ln]\nmax_mint = 2100000000000001"),
            ("fake_wallet.supported_units", "[fake_wallet]\nsupported_units = [\"sat\", \"Usd\"]"),
            ("fake_wallet.supported_units", "[fake_wallet]\nsupported_units = [\"auth\"]"),
            ("fake_wallet.supported_units", "[fake_wallet]\nsupported_units = []"),
            ("fake_wallet.supported_units", "[fake_wallet]\nsupported_units = [\"sat\", \"sat\"]"),
            ("fake_wallet.exchange_rates.usd", "[fake_wallet]\nsupported_units = [\"sat\", \"usd\"]"),
            ("fake_wallet.exchange_rates.usd", "[fake_wallet.exchange_rates]\nusd = 1"),
            (
                "fake_wallet.exchange_rates.usd",
                "[fake_wallet]\nsupported_units = [\"usd\"]\n[fake_wallet.exchange_rates]\nusd = 0"
            ),
            ("fake_wallet.exchange_rates.sat", "[fake_wallet.exchange_rates]\nsat = 1"),
            ("ln", "ln = 1"),
            ("ln", "ln = []"),
            ("ln", "[[ln]]\nunit = \"sat\"\n[[ln]]\nunit = \"sat\""),
            ("ln", "[[ln]]\nunit = \"sat\"\n[[ln]]\nmin_mint = 1"),
            ("ln", "[[ln]]\nunit = \"usd\""),
            ("ln[1].unit", "[[ln]]\nunit = \"auth\""),
            ("ln[2].min_mint", "[[ln]]\nunit = \"sat\"\n[[ln]]\nunit = \"msat\"\nmin_mint = 9\nmax_mint = 8"),
            ("ln[1].min_mnt", "[[ln]]\nmin_mnt = 9"),
            ("fake_wallet.fee_percent", "[fake_wallet]\nfee_percent = 2"),
            ("fake_wallet.fee_percent", "[fake_wallet]\nfee_percent = -0.1"),
            ("fake_wallet.fee_percent", "[fake_wallet]\nfee_percent = nan"),
            ("fake_wallet.reserve_fee_min", "[fake_wallet]\nreserve_fee_min = -1"),
            ("fake_wallet.min_delay_time", "[fake_wallet]\nmin_delay_time = 5"),
            ("fake_wallet.max_delay_time", "[fake_wallet]\nmax_delay_time = 40000000"),
            ("fake_wallet.state_file", "[fake_wallet]\nstate_file = 1"),
            ("signatory.socket", "[signatory]\nsocket = 1"),
            ("signatory.identity", "[signatory]\nidentity = \"02ab\""),
            ("signatory.psk_file", "[signatory]\npsk_file = \"\""),
            ("signatory.psk_credential", "[signatory]\npsk_credential = \"a/b\""),
            ("signatory.seed", "[signatory]\nsocket = \"s\"\nseed = \"abandon\""),
            ("signatory.mnemonic", "[signatory]\nsocket = \"s\"\nmnemonic = \"abandon\""),
            ("info.mnemonic", "[info]\nmnemonic = \"abandon\"\n[signatory]\nsocket = \"s\""),
            ("info.seed", "[info]\nseed = 1"),
            ("seed_file", "seed_file = \"/s\"\n[signatory]\nsocket = \"s\""),
            ("mint_management_rpc.socket", "[mint_management_rpc]\nsocket = \"\""),
            ("mint_management_rpc.enabled", "[mint_management_rpc]\nenabled = true"),
            ("limits.duplicate_melt_quotes", "[limits]\nduplicate_melt_quotes = \"maybe\""),
            ("limits.max_inputs", "[limits]\nmax_inputs = 1001"),
            ("limits.max_outputs", "[limits]\nmax_outputs = 0"),
            ("limits.max_state_checks", "[limits]\nmax_state_checks = 10001"),
            ("limits.max_restore", "[limits]\nmax_restore = 0"),
            ("limits.max_batch", "[limits]\nmax_batch = 0"),
            ("limits.melt_wait", "[limits]\nmelt_wait = 601"),
            ("limits.max_connections", "[limits]\nmax_connections = 0"),
            ("limits.idle_timeout", "[limits]\nidle_timeout = 0"),
            ("limits.body_timeout", "[limits]\nbody_timeout = 0"),
            ("http.trusted_proxies", "[http]\ntrusted_proxies = [\"10.0.0.1/8\"]"),
            ("http.proxy_header", "[http]\nproxy_header = \"x-real-ip\""),
            ("limits.requests_per_second", "[limits]\nrequests_per_second = -1"),
            ("limits.requests_per_second", "[limits]\nrequests_per_second = 0.0001"),
            ("limits.request_burst", "[limits]\nrequest_burst = 9"),
            ("limits.network_factor", "[limits]\nnetwork_factor = 0"),
            ("limits.max_websockets_per_client", "[limits]\nmax_websockets_per_client = 0"),
            ("limits.max_clients", "[limits]\nmax_clients = 999"),
            ("limits.limit_local", "[limits]\nlimit_local = 1"),
            ("log.level", "[log]\nlevel = \"loud\""),
            ("log.format", "[log]\nformat = \"xml\""),
        ])
    func mistakes(key: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.key == key)
    }

    private static let authenticationMistakes: [(String, String)] = [
        ("auth.openid_discovery", "[auth]\nopenid_client_id = \"c\"\nswap = \"clear\""),
        ("auth.openid_discovery", auth("http://id.example/.well-known/openid-configuration") + "swap = \"clear\""),
        ("auth.openid_discovery", auth("https://id.example/") + "swap = \"clear\""),
        ("auth.openid_client_id", "[auth]\nopenid_discovery = \"\(discovery)\"\nswap = \"clear\""),
        ("auth.swap", auth(discovery) + "swap = \"maybe\""),
        ("auth.mint_max_bat", auth(discovery) + "swap = \"blind\"\nmint_max_bat = 0"),
        ("auth.mint_bat_per_minute", auth(discovery) + "swap = \"blind\"\nmint_bat_per_minute = -1"),
        ("auth.websocket_auth", auth(discovery) + "check_mint_quote = \"clear\"\nwebsocket_auth = \"none\""),
        ("auth.openid_discovery", auth("http://127.0.0.1:x@id.example/.well-known/openid-configuration")),
        ("auth.auth_enabled", auth(discovery)),
        ("auth.auth_enabled", auth(discovery) + "swap = \"none\""),
    ]

    @Test("with a mistake in what it says of tokens names the key", arguments: authenticationMistakes)
    func mistakesOfAuthentication(key: String, text: String) {
        let error = #expect(throws: ConfigurationError.self) { try read(text) }
        #expect(error?.key == key)
    }

    private static let discovery = "https://id.example/realms/mint/.well-known/openid-configuration"

    private static func auth(_ discovery: String) -> String {
        "[auth]\nopenid_discovery = \"\(discovery)\"\nopenid_client_id = \"c\"\n"
    }

    @Test("with a provider says what needs a token; without one, nothing does")
    func authentication() throws {
        #expect(try read("").http.authentication == nil)
        #expect(try read("[auth]\nauth_enabled = false").http.authentication == nil)
        let numbers = "mint_max_bat = 7\nmint_bat_per_minute = 70\n"
        let text = Self.auth(Self.discovery) + numbers + "swap = \"blind\"\nmelt = \"none\"\nmint = \"clear\""
        let settings = try #require(try read(text).http.authentication)
        #expect(settings.provider == OpenIDSettings(discovery: Self.discovery, clientID: "c"))
        #expect(settings.tokens == [.swap: .blind, .melt: .none, .mint: .clear])
        #expect(settings.maximumBlindTokens == 7)
        #expect(settings.blindTokensPerMinute == 70)
        #expect(try read(text + "\nauth_enabled = false").http.authentication == nil)
    }

    @Test("with a mistake names the line")
    func line() {
        let error = #expect(throws: ConfigurationError.self) { try read("[info]\n[info.quote_ttl]\nmint_ttl = 0") }
        #expect(error?.message(file: "f") == "f:3: info.quote_ttl.mint_ttl must be an integer of 1 to 86400")
    }

    @Test("with a seed says where it belongs, and shows nothing of it")
    func seed() {
        let error = #expect(throws: ConfigurationError.self) { try read("[info]\nmnemonic = \"abandon\"") }
        #expect(
            error?.message(file: "f")
                == "f:2: info.mnemonic must not be here: this mint holds no keys, its seed is the signatory's alone")
    }

    @Test("names the key that is shared with the signatory by a path or by a credential, and not by both")
    func sharedKey() throws {
        #expect(try read("").signatoryKeyFile == nil)
        #expect(try read("[signatory]\npsk_file = \"psk\"").signatoryKeyFile == .path("/etc/mint/psk"))
        let text = "[signatory]\npsk_credential = \"psk\"\n"
        let credential = try #require(try read(text).signatoryKeyFile)
        #expect(credential == .credential("psk"))
        #expect(credential.path(credentials: "/run/credentials/mintd.service") == "/run/credentials/mintd.service/psk")
        #expect(credential.path(credentials: nil) == nil)
        let error = #expect(throws: ConfigurationError.self) { try read(text + "psk_file = \"psk\"") }
        #expect(error?.key == "signatory.psk_credential")
    }

    @Test("that is not there says so")
    func missing() {
        let failure = #expect(throws: DaemonFailure.self) { try MintConfiguration.load("/nowhere/mintd.toml") }
        #expect(
            failure?.message
                == "/nowhere/mintd.toml: is not there; 'mintd config example' prints one to start from")
        #expect(failure?.exitCode == 78)
    }

    @Test("has paths relative to itself")
    func paths() throws {
        #expect(try MintConfiguration("", directory: "").database == .sqlite(path: "mint.sqlite"))
        let configuration = try MintConfiguration("[signatory]\nsocket = \"y\"", directory: "/z")
        #expect(configuration.database == .sqlite(path: "/z/mint.sqlite"))
        #expect(configuration.signatorySocket == "/z/y")
    }
}
