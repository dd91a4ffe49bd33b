import CoreLightningStandIn
import Foundation
import LNDStandIn
import Lightning
import ProcessTestSupport
import Storage
import TestSupport
import Testing

/// docs/doctor.md has what these print.
@Suite("mintd doctor", .serialized)
struct DoctorTests {
    private typealias Kind = DoctorScene.Kind

    /// Something that is wrong, how it comes about, and how the doctor calls it.
    private struct Trouble: Sendable {
        let title: String
        let kinds: [Kind]
        let subject: String
        let grade: String
        let cause: @Sendable (DoctorScene) async throws -> Void

        init(
            _ title: String, _ kinds: [Kind], _ subject: String, grade: String = "failed",
            cause: @escaping @Sendable (DoctorScene) async throws -> Void
        ) {
            self.title = title
            self.kinds = kinds
            self.subject = subject
            self.grade = grade
            self.cause = cause
        }
    }

    private static let ofTheNode: [Trouble] = [
        Trouble("The node is down", Kind.allCases, "lightning connection") { try await $0.stopNode() },
        Trouble("The certificate is not the node's", Kind.allCases, "lightning certificate") { scene in
            let other = scene.directory.path(of: "other")
            try FileManager.default.createDirectory(atPath: other, withIntermediateDirectories: true)
            try await LNDStandIn.makeCertificate(in: other)
            try scene.replace(scene.directory.path(of: "tls.cert"), by: "\(other)/tls.cert")
        },
        Trouble("The rune or the macaroon is another node's", Kind.allCases, "lightning credential") { scene in
            let name = scene.lnd == nil ? "rune" : "mint.macaroon"
            try DoctorScene.writeSecret(String(repeating: "ab", count: 40), scene.directory.path(of: name))
        },
        Trouble("A right is missing", Kind.allCases, "lightning rights") { scene in
            scene.coreLightning?.change { $0.forbidden = ["xpay"] }
            await scene.lnd?.update { $0.rights.remove("offchain:write") }
        },
        Trouble("The node is on another network", Kind.allCases, "lightning network") { scene in
            try scene.replace("network = \"regtest\"", by: "network = \"bitcoin\"")
        },
        Trouble("The node does not know the newest blocks", Kind.allCases, "lightning sync") { scene in
            scene.coreLightning?.change { $0.isSyncing = true }
            await scene.lnd?.update { $0.isSyncedToChain = false }
        },
        Trouble("Nothing can be sent, and nothing received", Kind.allCases, "lightning liquidity", grade: "warning") { scene in
            scene.coreLightning?.change {
                $0.spendableMsat = 0
                $0.receivableMsat = 0
            }
            await scene.lnd?.update {
                $0.localMsat = 0
                $0.remoteMsat = 0
            }
        },
    ]

    private static let ofTheRest: [Trouble] = [
        Trouble("The signatory is away", [.coreLightning], "signatory") { await $0.keys.program?.kill() },
        Trouble("Another signatory answers", [.coreLightning], "signatory") { scene in
            let text = try String(contentsOfFile: scene.mint.configuration, encoding: .utf8)
            let line = try #require(text.split(separator: "\n").first { $0.hasPrefix("identity = ") })
            let generator = "0279be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798"
            try scene.replace(String(line), by: "identity = \"\(generator)\"")
        },
        Trouble("The database is away", [.coreLightning], "database") { scene in
            let path = scene.directory.path(of: "mint.sqlite")
            try scene.replace(
                "engine = \"sqlite\"\npath = \"\(path)\"", by: "url = \"postgres://mint:secret@127.0.0.1:1/mint\"")
        },
        Trouble("The clock of this host is wrong", [.coreLightning], "signatory clock") { scene in
            try await scene.moveToServer()
            try await scene.setClock(aheadSeconds: 90)
        },
        Trouble("The database's disk is nearly full", [.coreLightning], "database disk", grade: "warning") { scene in
            try await scene.mint.start()
            try await scene.setFreeDisk(bytes: 400 << 20)
        },
        Trouble(
            "What the database is told crosses a network in clear", [.coreLightning], "database connection",
            grade: "warning"
        ) { scene in
            // The server of the tests listens on no network: it is made to say that it sees another host.
            try await scene.moveToServer(
                """
                CREATE FUNCTION inet_client_addr() RETURNS inet LANGUAGE sql AS $$ SELECT inet '192.0.2.7' $$;
                DO $$ BEGIN
                    EXECUTE format('ALTER DATABASE %I SET search_path = public, pg_catalog', current_database());
                END $$;
                """)
        },
        Trouble("An incident is open", [.coreLightning], "incidents") { scene in
            try await scene.mint.start()
            await scene.mint.kill()
            try await scene.mint.store.tamper(
                """
                INSERT INTO incident (number, kind, detail, recorded_at) VALUES (1, 'CONSERVATION', 'a test did it', 1)
                """)
            // It becomes ready when the incident is dealt with.
            try scene.mint.launch()
            let answers = try await eventually { try await scene.mint.control(["incident", "list"]).status == 0 }
            try #require(answers, "the mint does not answer its operator: \(scene.mint.program?.logText ?? "")")
        },
        Trouble("The public URL is not https", [.coreLightning], "public URL") { scene in
            try scene.replace("url = \"http://127.0.0.1:\(scene.mint.port)\"", by: "url = \"http://mint.example\"")
        },
    ]

    @Test("says of a mint that all is well, and of each thing that is wrong what it is; docs/doctor.md shows it")
    func document() async throws {
        var document = DoctorDocument()
        for kind in Kind.allCases {
            let scene = try await DoctorScene(kind)
            try await scene.mint.start()
            let report = try await scene.examine()
            #expect(report.status == 0 && report.troubles.isEmpty, "\(report.lines)")
            document.well(kind, report)
        }
        document.begin(troubles: "Trouble with the node")
        for trouble in Self.ofTheNode { try await show(trouble, in: &document) }
        document.begin(troubles: "Trouble elsewhere")
        for trouble in Self.ofTheRest { try await show(trouble, in: &document) }
        try document.compare()
    }

    private func show(_ trouble: Trouble, in document: inout DoctorDocument) async throws {
        document.begin(trouble: trouble.title)
        for kind in trouble.kinds {
            let scene = try await DoctorScene(kind)
            try await trouble.cause(scene)
            let report = try await scene.examine()
            let says = report.troubles.contains { $0.hasPrefix(trouble.grade) && $0.contains(" \(trouble.subject): ") }
            #expect(says, "\(kind), \(trouble.title): \(report.lines)")
            #expect(report.status == (trouble.grade == "failed" ? 1 : 0))
            document.trouble(trouble.kinds.count > 1 ? kind : nil, report)
            // What is not wrong is said as well: one trouble hides no other.
            for subject in ["configuration", "database", "signatory", "public URL", "management"] {
                #expect(report.lines.contains { $0.contains(" \(subject): ") }, "\(trouble.title): \(report.lines)")
            }
            #expect(!report.lines.contains { $0.contains("secret@") || $0.contains("abababab") })
        }
    }

    @Test("ends with 78 when the configuration cannot be read, and says so in JSON, too")
    func unreadable() async throws {
        let directory = try TemporaryDirectory()
        let path = directory.path(of: "mintd.toml")
        try Data("[cln]\nrpc_path = \"x\"".utf8).write(to: URL(fileURLWithPath: path))
        for options in [[], ["--json"]] {
            let outcome = try await Pair.run("mintd", ["doctor", "--config", path] + options)
            #expect(outcome.status == 78)
            #expect(outcome.output.contains("cln is not used: ln.ln_backend is"))
        }
    }

    @Test("takes the rune or the macaroon that the service manager gives", arguments: Kind.allCases)
    private func credential(kind: Kind) async throws {
        let scene = try await DoctorScene(kind)
        try scene.give(credential: kind == .lnd ? "mint.macaroon" : "rune")
        let report = try await scene.examine()
        #expect(report.status == 0 && report.troubles.isEmpty, "\(report.lines)")
        let open = try await DoctorScene(kind)
        try open.give(credential: kind == .lnd ? "mint.macaroon" : "rune", isClosed: false)
        let refusal = try await open.examine()
        #expect(refusal.status == 78)
        #expect(refusal.lines.first?.contains("names a file that has mode 440: others may not have any right") == true)
    }

    @Test("leaves nothing behind")
    func nothing() async throws {
        let scene = try await DoctorScene(.lnd)
        func files() throws -> [String] {
            try FileManager.default.contentsOfDirectory(atPath: scene.directory.path).sorted()
        }
        let before = try files()
        _ = try await scene.examine()
        #expect(try files() == before)
        #expect(await scene.lnd?.invoices.isEmpty == true)
        #expect(await scene.lnd?.payments.isEmpty == true)
    }
}
