import CashuCrypto
import CoreLightningStandIn
import Lightning
import Logging
import PaymentAPI
import PaymentCLN
import TestSupport
import Testing

@Suite("What is wrong is said, and nothing moves")
struct BadSetupTests {
    /// Tries everything that could move money or promise something, and returns what was said.
    private static func reasons(_ backend: any PaymentBackend, _ bench: Bench) async throws -> [String] {
        var reasons: [String] = []
        let payment = try await TestPayment(bench, .settle)
        switch await backend.pay(payment.order) {
        case .failed(let failure): reasons.append(failure.reason)
        case let outcome: Issue.record("\(outcome)")
        }
        do {
            let order = InvoiceOrder(label: "x", amountMsat: 1_000, description: "x", expirySeconds: 60)
            _ = try await backend.createInvoice(order)
            Issue.record("an invoice was made")
        } catch {
            reasons.append(error.text)
        }
        #expect(bench.node.orders(payment.hash) == 0)
        #expect(bench.node.calls(of: "invoice") == 0)
        return reasons
    }

    private static func rest(
        _ bench: Bench, _ change: (inout CoreLightningREST) -> Void
    ) throws -> CoreLightningBackend {
        guard case .rest(var rest) = bench.configuration.connection else { throw Bench.Refused() }
        change(&rest)
        var configuration = bench.configuration
        configuration.connection = .rest(rest)
        return try CoreLightningBackend(configuration, logger: bench.log.logger, now: { bench.node.now })
    }

    @Test("a node on another network", arguments: Way.allCases)
    func otherNetwork(_ way: Way) async throws {
        let bench = try await Bench(way)
        var configuration = bench.configuration
        configuration.network = .bitcoin
        let backend = try CoreLightningBackend(configuration, logger: bench.log.logger, now: { bench.node.now })
        for reason in try await Self.reasons(backend, bench) {
            #expect(reason.contains("bitcoin") && reason.contains("regtest"))
        }
        let health = await backend.health()
        #expect(health.fatal == [.network])
        #expect(health.problems[0].detail.contains("regtest") && health.problems[0].detail.contains("bitcoin"))
    }

    @Test("a node that does not know the newest blocks", arguments: Way.allCases)
    func syncing(_ way: Way) async throws {
        let bench = try await Bench(way)
        bench.node.change { $0.isSyncing = true }
        for reason in try await Self.reasons(bench.backend, bench) {
            #expect(reason.contains("Still loading latest blocks"))
        }
        let health = await bench.backend.health()
        #expect(health.fatal == [.sync] && health.problems[0].detail.contains("Still loading latest blocks"))
    }

    @Test("a wrong rune")
    func wrongRune() async throws {
        let bench = try await Bench(.rest)
        let backend = try Self.rest(bench) { $0.rune = Rune("another-rune") }
        for reason in try await Self.reasons(backend, bench) {
            #expect(reason.contains("1501") && !reason.contains("another-rune"))
        }
        let health = await backend.health()
        #expect(health.fatal == [.credential] && health.problems[0].detail.contains("Not authorized"))
        #expect(!"\(health)".contains("another-rune"))
        #expect(!bench.log.texts().contains { $0.contains("another-rune") })
    }

    @Test("a rune that does not allow what the mint needs")
    func missingRights() async throws {
        let bench = try await Bench(.rest)
        bench.node.change { $0.forbidden = ["xpay", "invoice", "listpeerchannels"] }
        for reason in try await Self.reasons(bench.backend, bench) { #expect(reason.contains("Not permitted")) }
        let health = await bench.backend.health()
        #expect(health.fatal == [.rights] && health.problems.count == 1)
        for method in ["xpay", "invoice", "listpeerchannels"] { #expect(health.problems[0].detail.contains(method)) }
        #expect(!health.problems[0].detail.contains("listfunds"))
        #expect(health.problems[0].advice.contains("lightning-cli createrune"))
    }

    @Test("a certificate that is not the one that was given")
    func wrongCertificate() async throws {
        let bench = try await Bench(.rest)
        let other = try await TestCertificate()
        let backend = try Self.rest(bench) { $0.certificatePath = other.path }
        for reason in try await Self.reasons(backend, bench) { #expect(reason.contains("certificate")) }
        #expect(await backend.health().fatal == [.certificate])
        // Nor is it one that an authority of the system has signed.
        let system = try Self.rest(bench) { $0.certificatePath = nil }
        for reason in try await Self.reasons(system, bench) { #expect(reason.contains("certificate")) }
    }

    @Test("a certificate of another name, and how to name it")
    func otherName() async throws {
        let bench = try await Bench(.rest)
        let port = try #require(bench.configuration.port)
        let wrong = try Self.rest(bench) {
            $0.url = "https://cln:\(port)"
            $0.addresses = ["cln": "127.0.0.1"]
        }
        for reason in try await Self.reasons(wrong, bench) { #expect(reason.contains("certificate")) }
        let right = try Self.rest(bench) { $0.addresses = ["localhost": "127.0.0.1"] }
        #expect(await right.health().isUsable)
    }

    @Test("nobody at the address", arguments: Way.allCases)
    func nobody(_ way: Way) async throws {
        let bench = try await Bench(way)
        let backend: CoreLightningBackend
        switch way {
        case .socket:
            var configuration = bench.configuration
            configuration.connection = .socket(path: "/nonexistent/lightning-rpc")
            backend = try CoreLightningBackend(configuration, logger: bench.log.logger, now: { bench.node.now })
        case .rest: backend = try Self.rest(bench) { $0.url = "https://localhost:1" }
        }
        for reason in try await Self.reasons(backend, bench) { #expect(reason.contains("cannot be reached")) }
        let health = await backend.health()
        #expect(health.fatal == [.connection] && health.node == nil)
        #expect(health.problems[0].detail.contains("cannot be reached"))
    }

    @Test("an invoice of another chain, or one for less than what was agreed")
    func foreignInvoice() async throws {
        let bench = try await Bench()
        for (invoice, text) in [
            (try bench.invoice(StandInFate.settle, network: .bitcoin), "regtest"),
            (try bench.invoice(StandInFate.settle, amountMsat: 49_999), "49999"),
        ] {
            let payment = try await TestPayment(bench, invoice)
            guard case .failed(let failure) = await payment.pay() else {
                Issue.record("paid \(invoice.text)")
                continue
            }
            #expect(failure.reason.contains(text))
            #expect(bench.node.calls(of: "xpay") == 0)
        }
        let bitcoin = PaymentRequest.bolt11(try bench.invoice(StandInFate.settle, network: .bitcoin))
        await #expect(throws: PaymentError.self) { try await bench.backend.estimate(bitcoin, amountMsat: 1_000) }
    }

    @Test("channels without the money, and an expired invoice", arguments: Way.allCases)
    func cannotPay(_ way: Way) async throws {
        let bench = try await Bench(way)
        bench.node.change { $0.spendableMsat = 49_999 }
        let poor = try await TestPayment(bench, .settle)
        guard case .failed(let failure) = await poor.pay() else {
            Issue.record("paid without money")
            return
        }
        #expect(failure.reason.contains("Insufficient funds"))
        let late = try await TestPayment(bench, try bench.invoice(StandInFate.settle, isExpired: true))
        guard case .failed(let failure) = await late.pay() else {
            Issue.record("paid an expired invoice")
            return
        }
        #expect(failure.reason.contains("expired"))
        #expect(bench.node.timesPaid(poor.hash) + bench.node.timesPaid(late.hash) == 0)
    }

    @Test(
        "settings that cannot be right",
        arguments: [
            "http://example.org:3010", "ftp://localhost", "localhost:3010", "https://", "https://user@localhost:3010",
            "https://localhost:3010?x=1", "",
        ])
    func badURLs(_ url: String) {
        let rest = CoreLightningREST(url: url, rune: Rune("secret-rune"), certificatePath: nil)
        let error = #expect(throws: CoreLightningSettingsError.self) {
            try CoreLightningBackend(
                CoreLightningConfiguration(.rest(rest), network: .regtest), logger: Logger(label: "test"), now: { 0 })
        }
        #expect(error?.description.contains("secret-rune") == false)
    }

    @Test("a rune that somebody wrote into the path of the URL is shown nowhere, and the rest of the URL is")
    func runeInPath() async throws {
        let rest = CoreLightningREST(url: "http://127.0.0.1:1/secret-rune", rune: Rune("x"), certificatePath: nil)
        let configuration = CoreLightningConfiguration(.rest(rest), network: .regtest)
        let backend = try CoreLightningBackend(configuration, logger: Logger(label: "test"), now: { 0 })
        let problems = await backend.health().problems
        #expect(problems.first?.advice.contains("http://127.0.0.1:1.") == true, "\(problems)")
        var dumped = ""
        dump(configuration, to: &dumped)
        for text in ["\(problems)", "\(rest)", String(reflecting: rest), dumped] {
            #expect(!text.contains("secret-rune"))
            #expect(text.contains("http://127.0.0.1:1"))
        }
    }

    @Test("a certificate file that is none, and a path that no socket can have")
    func badPaths() throws {
        for connection in [
            CoreLightningConfiguration.Connection.rest(
                CoreLightningREST(url: "https://localhost", rune: Rune("x"), certificatePath: "/etc/hostname")),
            .rest(CoreLightningREST(url: "https://localhost", rune: Rune("x"), certificatePath: "/nonexistent")),
            .socket(path: "/" + String(repeating: "x", count: 107)),
        ] {
            #expect(throws: CoreLightningSettingsError.self) {
                try CoreLightningBackend(
                    CoreLightningConfiguration(connection, network: .regtest), logger: Logger(label: "test"),
                    now: { 0 })
            }
        }
    }

    @Test("a text that is no rune", arguments: ["", "secret\n", "secret rune", "secret+/"])
    func noRune(_ text: String) {
        let rest = CoreLightningREST(url: "https://localhost", rune: Rune(text), certificatePath: nil)
        let error = #expect(throws: CoreLightningSettingsError.self) {
            try CoreLightningBackend(
                CoreLightningConfiguration(.rest(rest), network: .regtest), logger: Logger(label: "test"), now: { 0 })
        }
        #expect(error?.description.contains("secret") == false)
    }

    @Test("a rune shows itself nowhere")
    func runeIsSecret() {
        let rest = CoreLightningREST(url: "https://localhost", rune: Rune("secret-rune"), certificatePath: nil)
        var dumped = ""
        dump(CoreLightningConfiguration(.rest(rest), network: .regtest), to: &dumped)
        for text in ["\(rest)", String(reflecting: rest), dumped] { #expect(!text.contains("secret-rune")) }
    }
}

extension CoreLightningConfiguration {
    /// Of CLNRest.
    var port: String? {
        guard case .rest(let rest) = connection else { return nil }
        return rest.url.split(separator: ":").last.map(String.init)
    }
}

extension PaymentError {
    var text: String {
        switch self {
        case .unavailable(let reason), .refused(let reason): reason
        }
    }
}
