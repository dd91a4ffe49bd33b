import CoreLightningStandIn
import Foundation
import LNDStandIn
import ProcessTestSupport
import TestSupport

/// A mint's directory with a node that is none, its signatory, and the doctor.
final class DoctorScene: @unchecked Sendable {  // a test drives it from one task
    enum Kind: String, CaseIterable {
        case coreLightning = "Core Lightning"
        case lnd = "LND"
    }

    let directory: TemporaryDirectory
    let keys: SignatoryProgram
    let mint: MintProgram
    let coreLightning: StandInNode?
    let lnd: LNDStandIn?
    private let rest: StandInServer?
    private let identity: String
    /// Of the doctor, beside that of this process.
    private var environment: [String: String] = [:]

    struct Report {
        let status: Int32
        /// As printed, but for what is another one with every run.
        let lines: [String]

        var troubles: [String] { lines.filter { !$0.hasPrefix("ok ") } }
    }

    init(_ kind: Kind) async throws {
        directory = try TemporaryDirectory()
        keys = try await SignatoryProgram(in: directory, keysetVersion: "01")
        try await keys.start()
        let status = try await keys.administer(["status"]).output
        identity = status.matches(of: /0[23][0-9a-f]{64}/).first.map { String($0.output) } ?? ""
        try await LNDStandIn.makeCertificate(in: directory.path)
        let backend: String
        switch kind {
        case .coreLightning:
            var settings = StandInSettings()
            settings.rune = "the-rune_of-this-node="
            let node = try StandInNode(settings, ledgerPath: directory.path(of: "ledger.jsonl"))
            let server = try await StandInServer.rest(
                node, certificate: directory.path(of: "tls.cert"), key: directory.path(of: "tls.key"))
            try Self.writeSecret(settings.rune, directory.path(of: "rune"))
            (coreLightning, rest, lnd) = (node, server, nil)
            backend = """
                [ln]
                ln_backend = "cln"

                [cln]
                rest_url = "https://localhost:\(server.port)"
                rest_address = "127.0.0.1"
                rune = "file:\(directory.path(of: "rune"))"
                rest_certificate = "\(directory.path(of: "tls.cert"))"
                network = "regtest"
                """
        case .lnd:
            let node = try await LNDStandIn.start(in: directory.path)
            try FileManager.default.setAttributes(
                [.posixPermissions: 0o600], ofItemAtPath: directory.path(of: "mint.macaroon"))
            (coreLightning, rest, lnd) = (nil, nil, node)
            backend = """
                [ln]
                ln_backend = "lnd"

                [lnd]
                address = "\(node.address)"
                cert_file = "\(directory.path(of: "tls.cert"))"
                macaroon_file = "\(directory.path(of: "mint.macaroon"))"
                network = "regtest"
                """
        }
        var habits = MintProgram.Habits()
        habits.lightning = backend
        mint = try MintProgram(
            in: directory, socket: keys.socket, store: .sqlite(path: directory.path(of: "mint.sqlite")),
            habits: habits)
        try replace("[signatory]", by: "[signatory]\nidentity = \"\(identity)\"")
    }

    /// The node goes away, its files stay.
    func stopNode() async throws {
        await rest?.stop()
        try await lnd?.stop()
    }

    /// Changes the mint's configuration.
    func replace(_ text: String, by other: String) throws {
        let configuration = try String(contentsOfFile: mint.configuration, encoding: .utf8)
        guard configuration.contains(text) else { throw Missing(text: text) }
        try Data(configuration.replacing(text, with: other).utf8).write(to: URL(fileURLWithPath: mint.configuration))
    }

    /// To an empty database of a server.
    /// - Parameter before: what is done in it first.
    func moveToServer(_ before: String = "") async throws {
        let url = try await TestPostgres.freshDatabaseURL()
        if !before.isEmpty { try await TestPostgres.psql(before, url: url) }
        try replace("engine = \"sqlite\"\npath = \"\(directory.path(of: "mint.sqlite"))\"", by: "url = \"\(url)\"")
    }

    /// The doctor then looks from a host whose clock is ahead.
    func setClock(aheadSeconds: Int) async throws {
        environment = [
            "LD_PRELOAD": try await PreloadedLibrary.clock.built(in: directory),
            "MINT_TEST_CLOCK_AHEAD": "\(aheadSeconds)",
        ]
    }

    /// As systemd gives it: root's, and readable for the service by an access list, of which the mode shows the mask.
    /// - Parameter isClosed: whether the directory is as systemd makes it.
    func give(credential name: String, isClosed: Bool = true) throws {
        let credentials = directory.path(of: "credentials")
        try FileManager.default.createDirectory(atPath: credentials, withIntermediateDirectories: false)
        let file = "\(credentials)/\(name)"
        try FileManager.default.moveItem(atPath: directory.path(of: name), toPath: file)
        try FileManager.default.setAttributes([.posixPermissions: 0o440], ofItemAtPath: file)
        try FileManager.default.setAttributes([.posixPermissions: isClosed ? 0o550 : 0o755], ofItemAtPath: credentials)
        try replace(directory.path(of: name), by: file)
        environment = ["CREDENTIALS_DIRECTORY": credentials]
    }

    func setFreeDisk(bytes: Int) async throws {
        environment = [
            "LD_PRELOAD": try await PreloadedLibrary.faultyDisk.built(in: directory),
            "MINT_FAULTY_DISK_FREE": "\(bytes)",
        ]
    }

    struct Missing: Error { let text: String }

    static func writeSecret(_ text: String, _ path: String) throws {
        try Data("\(text)\n".utf8).write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: path)
    }

    func examine() async throws -> Report {
        let outcome = try await ChildProcess.run(
            "/usr/bin/env",
            environment.map { "\($0)=\($1)" }
                + [ChildProcess.product("mintd"), "doctor", "--config", mint.configuration])
        guard outcome.errors.isEmpty else { throw Missing(text: outcome.errors) }
        let lines = outcome.output.split(separator: "\n").map(String.init)
        return Report(status: outcome.status, lines: lines.filter(isOfTheScene).map(normal))
    }

    /// Not of the machine that runs the test: its clock, its disk, and how many such lines there are.
    private func isOfTheScene(_ line: String) -> Bool {
        guard line.contains(": ") else { return false }
        return switch line.dropFirst("warning  ".count).prefix(while: { $0 != ":" }) {
        case "clock": false
        case "database disk": environment["MINT_FAULTY_DISK_FREE"] != nil
        default: true
        }
    }

    /// Ports, keys and directories of their own, as they are with others.
    private func normal(_ line: String) -> String {
        var line = line.replacing(directory.path, with: "/etc/cashu-mint")
        line = line.replacing("127.0.0.1:\(mint.port)", with: "127.0.0.1:3338")
        if let rest { line = line.replacing(":\(rest.port)", with: ":3010") }
        if let lnd { line = line.replacing(lnd.address, with: "https://127.0.0.1:8080") }
        // Some time passes between two looks at a clock.
        line = line.replacing("89 s ", with: "90 s ")
        line = line.replacing(/127\.0\.0\.1:\d{5}/, with: "127.0.0.1:8080")
        return line.replacing(/0[23][0-9a-f]{64}/) { _ in "02…" }
    }
}
