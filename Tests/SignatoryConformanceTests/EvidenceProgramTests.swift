internal import Foundation
internal import TestSupport
internal import Testing

@Suite("The operator's commands of the program signatory")
struct EvidenceProgramTests {
    private struct Limits: Decodable {
        struct Limit: Decodable { let max_amount: UInt64? }
        let limits: [Limit]
    }

    private func prepared(_ configuration: String = RunningProgram.configuration) async throws -> RunningProgram {
        let program = try RunningProgram(configuration: configuration)
        #expect(try await program.run("init").status == 0)
        return program
    }

    private func activeKeyset(_ program: RunningProgram) async throws -> String {
        let output = try await program.run("export-public").output
        struct Export: Decodable {
            struct Entry: Decodable {
                struct Keyset: Decodable { let id: String }
                let keyset: Keyset
                let keys: [String: String]
            }
            let keysets: [Entry]
        }
        let export = try JSONDecoder().decode(Export.self, from: Data(output.utf8))
        #expect(export.keysets.first?.keys.count == 32)
        return try #require(export.keysets.first?.keyset.id)
    }

    @Test("Limits, pause, deactivation and the log work from the command line, and need a reason or a yes")
    func commands() async throws {
        let program = try await prepared()
        _ = try await program.serving { () async throws in
            let set = ["limits", "set", "--unit", "sat", "--per", "24h", "--max-amount", "1000", "--json"]
            let limits = try JSONDecoder().decode(Limits.self, from: Data(try await program.run(set).output.utf8))
            #expect(limits.limits.map(\.max_amount) == [1_000])
            #expect(try await program.run("limits", "set", "--unit", "sat", "--per", "24h").status == 64)
            #expect(try await program.run("limits", "set", "--unit", "xyz", "--per", "1", "--max-amount", "1").status == 1)
            #expect(try await program.run("limits", "list").output.contains("amount 0 of 1000"))
            #expect(try await program.run("pause").status == 64)
            #expect(try await program.run("pause", "--reason", "drill").status == 0)
            #expect(try await program.run("status").status == 1)
            #expect(try await program.run("resume", "--reason", "over").status == 0)
            #expect(try await program.run("status").status == 0)
            let id = try await activeKeyset(program)
            #expect(try await program.run("keyset", "show", id).output.contains(id))
            #expect(try await program.run("keyset", "deactivate", id, "--reason", "x").status == 64)
            let done = try await program.run("keyset", "deactivate", id, "--reason", "x", "--yes")
            #expect(done.status == 0 && done.output.contains("inactive"))
            let log = try await program.run("audit", "show").output
            for kind in ["started", "limit-set", "paused", "resumed", "deactivated"] { #expect(log.contains(kind)) }
            #expect(log.contains("uid \(geteuid())  deactivated"))
            #expect(try await program.run("audit", "verify").status == 0)
        }
    }

    @Test("A backup of the running signatory verifies with its seed, and with no other")
    func backup() async throws {
        let program = try await prepared()
        let copy = program.path("copy.sqlite")
        _ = try await program.serving { () async throws in
            #expect(try await program.run("backup", copy).status == 0)
            #expect(try await program.run("backup", copy).status != 0)
            #expect(try await program.run("verify").status == 69)
        }
        let verified = try await program.run("verify")
        #expect(verified.status == 0, "\(verified.errors)")
        #expect(verified.output.contains("1 keysets, each derived again"))
        #expect(try await program.run("verify", "--database", copy).status == 0)
        let other = try await prepared()
        #expect(try await other.run("verify", "--database", copy).status == 3)
    }

    @Test("An audit log that was altered stops the start, and verify, with the status for it")
    func altered() async throws {
        let program = try await prepared()
        try await alter(program, "UPDATE audit SET detail = 'nothing' WHERE number = 1")
        let started = try await program.run("serve")
        #expect(started.status == 4)
        #expect(started.errors.contains("audit log"))
        #expect(try await program.run("verify").status == 4)
    }

    private func alter(_ program: RunningProgram, _ statement: String) async throws {
        let script = "import sqlite3,sys; c = sqlite3.connect(sys.argv[1]); c.execute(sys.argv[2]); c.commit()"
        let outcome = try await ChildProcess.run(
            "/usr/bin/env", ["python3", "-c", script, program.path("keys/keys.sqlite"), statement])
        #expect(outcome.status == 0, "\(outcome.errors)")
    }

    @Test("Metrics are served at a socket of their own, and nothing else is")
    func metrics() async throws {
        let program = try await prepared(RunningProgram.configuration + "metrics_socket = \"run/metrics.sock\"\n")
        _ = try await program.serving { () async throws in
            let socket = program.path("run/metrics.sock")
            let metrics = try await ChildProcess.run("/usr/bin/env", ["curl", "-s", "--unix-socket", socket, "http://s/metrics"])
            for line in [
                "signatory_ready 1", "signatory_generation 1", "signatory_keysets{unit=\"sat\",state=\"active\"} 1",
                "# TYPE signatory_signed_outputs_total counter",
            ] {
                #expect(metrics.output.contains(line), "\(line)")
            }
            let other = try await ChildProcess.run(
                "/usr/bin/env", ["curl", "-s", "-o", "/dev/null", "-w", "%{http_code}", "--unix-socket", socket, "http://s/other"])
            #expect(other.output == "404")
        }
    }
}
