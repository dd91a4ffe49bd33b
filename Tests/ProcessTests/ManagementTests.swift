import Cashu
import Foundation
import Glibc
import ManagementAPI
import ProcessTestSupport
import Storage
import TestSupport
import Testing

@Suite("mintctl", .serialized)
struct ManagementTests {
    private let wrongPreimage = String(repeating: "00", count: 32)

    /// A melt that its payment keeps open.
    private func openMelt(_ pair: Pair, _ purse: Purse, _ script: String) async throws -> (Purse.MeltQuote, [Proof]) {
        let inputs = try await purse.mint([16])
        let quote = try await purse.meltQuote(10, script)
        let answer = try await purse.melt(quote, inputs, blanks: [])
        #expect(try answer.decoded(Purse.MeltQuote.self).state == "PENDING")
        return (quote, inputs)
    }

    private func decoded<Answer: Decodable>(_ outcome: ChildProcess.Outcome, as type: Answer.Type) throws -> Answer {
        try ManagementCoding.decode(type, Array(outcome.output.utf8))
    }

    @Test("lists and shows a melt whose payment is in flight, which nothing ends without evidence")
    func inFlight() async throws {
        let pair = try await Pair.started(meltWait: 0)
        let purse = try await Purse(pair.url)
        let (quote, inputs) = try await openMelt(pair, purse, "fake:hang")

        let listed = try await pair.control("saga", "list", "--json")
        #expect(listed.status == 0, "nothing is poisoned")
        let list = try decoded(listed, as: SagaListAnswer.self)
        let saga = try #require(list.sagas.first)
        #expect(list.sagas.count == 1 && saga.quote == quote.quote && saga.owner == list.owner)
        #expect(saga.kind == "melt" && saga.state == "paymentAttempted")
        let table = try await pair.control("saga", "list")
        #expect(table.status == 0 && table.output.contains(saga.operation))

        let shown = try await pair.control("saga", "show", saga.operation, "--json")
        let evidence = try decoded(shown, as: SagaEvidenceAnswer.self)
        #expect(evidence.backend?.says == "in-flight" && evidence.release.rule == "attempted")
        #expect(evidence.held.inputAmount == 16 && evidence.quote?.state == "PENDING")
        let text = try await pair.control("saga", "show", saga.operation)
        #expect(text.status == 0 && text.output.contains("fake says now: in-flight"))

        for (arguments, reason) in [
            (["--action", "settle", "--preimage", wrongPreimage, "--spent-msat", "10000"], "does not hash to"),
            (["--action", "release"], "in flight"), (["--action", "release", "--force"], "in flight"),
        ] {
            let refused = try await pair.daemon.control(
                ["saga", "resolve", saga.operation, "--reason", "impatience"] + arguments)
            #expect(refused.status == 65 && refused.errors.contains(reason), "\(refused.errors)")
        }
        let retried = try await pair.control(
            "saga", "resolve", saga.operation, "--action", "retry", "--reason", "is it over?")
        #expect(retried.status == 0 && retried.output.contains("still open"))
        #expect(try await purse.states(inputs) == ["PENDING"])
    }

    @Test("releases by force what the node cannot tell, and it stays on record")
    func release() async throws {
        let pair = try await Pair.started(meltWait: 0)
        let purse = try await Purse(pair.url)
        let (quote, inputs) = try await openMelt(pair, purse, "fake:unknown")
        let operation = try #require(
            try decoded(try await pair.control("saga", "list", "--json"), as: SagaListAnswer.self).sagas.first
        ).operation
        let arguments = ["saga", "resolve", operation, "--action", "release", "--reason", "ticket 4711"]
        let refused = try await pair.daemon.control(arguments)
        #expect(refused.status == 65 && refused.errors.contains("--force"), "\(refused.errors)")
        #expect(try await purse.states(inputs) == ["PENDING"])
        let released = try await pair.daemon.control(arguments + ["--force"])
        #expect(released.status == 0, "\(released.errors)")
        #expect(try await purse.states(inputs) == ["UNSPENT"])
        #expect(try await purse.meltQuote(quote.quote).state == "UNPAID")
        let over = try await pair.daemon.control(arguments)
        #expect(over.status == 65 && over.errors.contains("no operation \(operation) is open"), "\(over.errors)")
        let incidents = try decoded(
            try await pair.control("incident", "list", "--json"), as: IncidentListAnswer.self
        ).incidents
        #expect(incidents.map(\.kind) == ["MANUAL"])
        #expect(incidents.map(\.operation) == [operation] && incidents.map(\.resolution) == ["ticket 4711"])
    }

    @Test("audits the books, and lets melts go on once an incident is resolved")
    func audit() async throws {
        let pair = try await Pair.started()
        let purse = try await Purse(pair.url)
        _ = try await purse.mint([8])
        let sound = try await pair.control("audit")
        #expect(sound.status == 0 && sound.output.contains("the books balance"), "\(sound.errors)")
        let invoice = try await Pair.run("wallet", ["demo-invoice", "4"]).output
            .trimmingCharacters(in: .whitespacesAndNewlines)

        await pair.mint?.kill()
        try await pair.daemon.store.tamper("UPDATE blind_signature SET amount = 1024 WHERE amount = 8")
        try await pair.startMintThatStops()
        let breach = try await pair.control("audit")
        #expect(breach.status == 1 && breach.output.contains("BREACH"), "\(breach.errors)")
        #expect(try decoded(try await pair.control("audit", "--json"), as: AuditAnswer.self).breaches.count == 1)
        var incident: IncidentMessage?
        #expect(
            try await eventually {
                let answer = try await pair.control("incident", "list", "--json")
                incident = try decoded(answer, as: IncidentListAnswer.self).incidents.first
                return incident?.kind == "CONSERVATION"
            })
        let number = String(try #require(incident).number)
        #expect(try await purse.meltQuote(invoice: invoice).status == 503)
        let resolved = try await pair.control("incident", "resolve", number, "--reason", "a test did it")
        #expect(resolved.status == 0, "\(resolved.errors)")
        #expect(try await purse.meltQuote(invoice: invoice).status == 200)
        let again = try await pair.control("incident", "resolve", number, "--reason", "a test did it")
        #expect(again.status == 65 && again.errors.contains("is resolved already: a test did it"))
    }

    @Test("says with its status that an operation needs a hand, and takes away what holds nothing")
    func poison() async throws {
        let pair = try await Pair.started()
        await pair.mint?.kill()
        let id = [UInt8](repeating: 9, count: 16)
        try await pair.daemon.store.tamper(
            """
            INSERT INTO saga (operation_id, kind, state, owner, version, created_at, updated_at)
            VALUES (\(id), \(Int64(99)), \(Int64(1)), \(Int64(1)), \(Int64(1)), \(Int64(1)), \(Int64(1)))
            """)
        try await pair.startMint()
        let name = "09090909-0909-0909-0909-090909090909"
        let listed = try await pair.control("saga", "list")
        #expect(listed.status == 1 && listed.output.contains(name) && listed.output.contains("saga kind is unreadable"))
        let audit = try await pair.control("audit")
        #expect(audit.status == 1 && audit.output.contains("POISONED: operation \(name)"))
        #expect(try await pair.control("saga", "show", name).status == 0)
        let arguments = ["saga", "resolve", name, "--reason", "a test made it", "--action"]
        #expect(try await pair.daemon.control(arguments + ["retry"]).status == 65)
        #expect(try await pair.daemon.control(arguments + ["release"]).status == 0)
        #expect(try await pair.control("saga", "list").status == 0)
    }

    @Test("finds a socket that only the mint's user may open, and that no second mint takes")
    func socket() async throws {
        let pair = try await Pair.started()
        let path = pair.daemon.managementSocket
        #expect(try mode(path) == 0o600)
        let config = try String(contentsOfFile: pair.daemon.configuration, encoding: .utf8)
        let other = pair.directory.path(of: "other.toml")
        try write(
            other,
            config.components(separatedBy: "[database]")[0] + "[database]\npath = \"other.sqlite\"\n"
                + "[signatory]\nsocket = \"\(pair.signatorySocket)\"\n[mint_management_rpc]\nsocket = \"\(path)\"\n")
        let second = try await Pair.run("mintd", ["--config", other])
        #expect(second.status == 75 && second.errors.contains("is served by another process"), "\(second.errors)")
        #expect(try await pair.control("saga", "list").status == 0, "the first one still serves it")

        await pair.mint?.kill()
        let down = try await pair.control("saga", "list")
        #expect(down.status == 69 && down.errors.contains(path) && down.errors.contains("Is mintd running"))
        try await pair.startMint()
        #expect(try await pair.control("saga", "list").status == 0, "what a dead mint left there is replaced")
        pair.mint?.signal(SIGTERM)
        #expect(await pair.mint?.ending() == .exited(0))
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test("tells wrong usage, a wrong configuration and a mint that is not there apart")
    func statuses() async throws {
        let directory = try TemporaryDirectory()
        let silent = directory.path(of: "silent.toml")
        try write(silent, "[info]\nurl = \"http://x\"\n[database]\nurl = \"env:NOT_SET_HERE\"")
        let named = directory.path(of: "named.toml")
        try write(named, "[database]\nurl = \"env:NOT_SET_HERE\"\n[mint_management_rpc]\nsocket = \"ctl.sock\"")
        let cases: [([String], Int32, String)] = [
            (["audit", "--socket", directory.path(of: "none")], 69, directory.path(of: "none")),
            (["audit", "--config", named], 69, directory.path(of: "ctl.sock")),
            (["audit", "--config", silent], 78, "names no socket"),
            (["audit", "--config", directory.path(of: "absent.toml")], 78, "is not there"),
            (["audit", "--nonsense"], 64, "nonsense"), (["saga", "show", "../audit"], 64, "no id of an operation"),
            (["saga", "resolve", "ab", "--action", "retry", "--force", "--reason", "r"], 64, "--force is for"),
            (["saga", "resolve", "ab", "--action", "release"], 64, "reason"),
        ]
        for (arguments, status, text) in cases {
            let outcome = try await Pair.run("mintctl", arguments)
            #expect(outcome.status == status, "\(arguments): \(outcome.errors)")
            #expect(outcome.errors.contains(text), "\(arguments): \(outcome.errors)")
        }
        let help = try await Pair.run("mintctl", ["--help"])
        #expect(help.status == 0 && help.output.contains("$ mintctl saga list"))
    }

    private func mode(_ path: String) throws -> UInt32 {
        var found = stat()
        try #require(unsafe lstat(path, &found) == 0)
        return found.st_mode & 0o777
    }
}

extension Pair {
    /// One whose books do not balance serves, and is not ready.
    fileprivate func startMintThatStops() async throws {
        try daemon.launch()
        let answers = try await eventually { try await control("incident", "list").status == 0 }
        try #require(answers, "the mint does not answer its operator: \(mint?.logText ?? "")")
    }
}
