internal import Foundation
internal import TestSupport
internal import Testing

@Suite("The program signatory")
struct ProgramTests {
    private static let words = Array(repeating: "abandon", count: 11).joined(separator: " ") + " about"
    private static let otherWords = Array(repeating: "zoo", count: 11).joined(separator: " ") + " wrong"

    private func importing(_ program: RunningProgram, _ words: String = Self.words) async throws {
        let ending = try await program.run("init", "--import-mnemonic", input: words + "\n")
        #expect(ending.status == 0, "\(ending.errors)")
    }

    /// Opens the lock of the mode and puts other content in.
    private func replaceSeed(_ program: RunningProgram, _ content: String, mode: Int = 0o400) throws {
        let path = program.path("seed")
        try FileManager.default.removeItem(atPath: path)
        try content.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    @Test("init makes 24 words, shows them once, and the file is for its owner alone")
    func initialization() async throws {
        let program = try RunningProgram()
        let ending = try await program.run("init")
        #expect(ending.status == 0, "\(ending.errors)")
        let seed = try String(contentsOfFile: program.path("seed"), encoding: .utf8)
        #expect(seed.split(separator: " ").count == 24)
        #expect(ending.output.contains(seed))
        #expect(!ending.errors.contains(seed))
        let attributes = try FileManager.default.attributesOfItem(atPath: program.path("seed"))
        #expect(attributes[.posixPermissions] as? Int == 0o400)
        let keys = try FileManager.default.attributesOfItem(atPath: program.path("keys"))
        #expect(keys[.posixPermissions] as? Int == 0o700)
        let again = try await program.run("init")
        #expect(again.status == 73)
        #expect(try String(contentsOfFile: program.path("seed"), encoding: .utf8) == seed)
    }

    @Test("An imported seed is not shown, and a mistyped one leaves nothing behind")
    func importing() async throws {
        let program = try RunningProgram()
        for wrong in ["abandon about", Self.words.replacing("about", with: "zoo"), Self.words + " abandon", ""] {
            #expect(try await program.run("init", "--import-mnemonic", input: wrong + "\n").status == 78)
        }
        #expect(!FileManager.default.fileExists(atPath: program.path("seed")))
        let ending = try await program.run("init", "--import-mnemonic", input: Self.words + "\n")
        #expect(ending.status == 0)
        #expect(!ending.output.contains("abandon") && !ending.errors.contains("abandon"))
        // The master key of BIP-39's words "abandon … about" without passphrase.
        #expect(ending.output.contains("03d902f35f560e0470c63313c7369168d9d7df2d49bf295fd9fb7cb109ccee0494"))
    }

    @Test("A running signatory is asked and rotated, a signal ends it with 0, and a restart knows it all")
    func serving() async throws {
        let program = try RunningProgram()
        try await importing(program)
        #expect(try await program.run("status").status == 69)
        let status = try await program.serving {
            #expect(try await program.run("serve").status == 69)
            let dry = try await program.run("keyset", "rotate", "--unit", "sat", "--dry-run", "--json")
            let expecting = ["keyset", "rotate", "--unit", "sat", "--yes", "--json", "--expect-generation", "1"]
            #expect(try id(dry) == id(try await program.run(expecting)))
            #expect(try await program.run(expecting).status == 1)
            #expect(try await program.run("keyset", "rotate", "--unit", "sat").status == 64)
        }
        #expect(status == .exited(0))
        #expect(!FileManager.default.fileExists(atPath: program.path("run/mint.sock")))
        let second = try await program.serving {
            let list = try JSONDecoder().decode(
                List.self, from: Data(try await program.run("keyset", "list", "--json").output.utf8))
            #expect(list.generation == 2)
            #expect(list.keysets.map(\.state) == ["draining", "active"])
            let text = try await program.run("keyset", "list").output
            #expect(text.contains("draining until \(try #require(list.keysets[0].drainUntil))"))
        }
        #expect(second == .exited(0))
    }

    @Test("serve begins no database: an absent one and an empty one end it with 66")
    func absentDatabase() async throws {
        let program = try RunningProgram()
        try await importing(program)
        let path = program.path("keys/keys.sqlite")
        let content = try #require(FileManager.default.contents(atPath: path))
        try FileManager.default.removeItem(atPath: program.path("keys"))
        let ending = try await program.run("serve")
        #expect(ending.status == 66)
        #expect(ending.errors.contains("is not there: restore it, or make a new mint with 'signatory init'"))
        #expect(!FileManager.default.fileExists(atPath: program.path("keys")))
        try FileManager.default.createDirectory(atPath: program.path("keys"), withIntermediateDirectories: false)
        #expect(FileManager.default.createFile(atPath: path, contents: nil))
        #expect(try await program.run("serve").status == 66)
        try FileManager.default.removeItem(atPath: program.path("keys"))
        try FileManager.default.createDirectory(atPath: program.path("keys"), withIntermediateDirectories: false)
        #expect(FileManager.default.createFile(atPath: path, contents: content))
        #expect(try await program.serving {} == .exited(0))
    }

    @Test("What may be a slip of the finger is refused, until a flag says that it is meant")
    func slips() async throws {
        let program = try RunningProgram()
        try await importing(program)
        let rotate = ["keyset", "rotate", "--yes", "--unit"]
        _ = try await program.serving {
            let slips: [(arguments: [String], status: Int32, flag: String)] = [
                (["sta"], 1, "--new-unit"), (["sat", "--fee", "101"], 1, "--force"),
                (["sat", "--amounts", "2,4"], 64, "--allow-partial"),
            ]
            for slip in slips {
                let ending = try await program.run(rotate + slip.arguments)
                #expect(ending.status == slip.status && ending.errors.contains(slip.flag), "\(ending.errors)")
            }
            let milliseconds = try await program.run(rotate + ["sat", "--expiry", "1893456000000"])
            #expect(milliseconds.status == 64 && milliseconds.errors.contains("100 years"))
            for slip in slips {
                let ending = try await program.run(rotate + slip.arguments + [slip.flag])
                #expect(ending.status == 0, "\(ending.errors)")
            }
            #expect(try await program.run(rotate + ["sat", "--fee", "1010"]).status == 0)
            #expect(try await program.run(rotate + ["sat", "--expiry", "2093-01-01"]).status == 0)
        }
    }

    @Test("A rotation that is repeated under its operation id makes one keyset")
    func repeatedOperation() async throws {
        let program = try RunningProgram()
        try await importing(program)
        let operation = "0198f2a4-7b1c-7d3e-8f40-0123456789ab"
        let rotate = ["keyset", "rotate", "--unit", "sat", "--yes", "--json", "--operation-id"]
        _ = try await program.serving {
            #expect(try await program.run(rotate + [operation]).status == 64)
            let first = try await program.run(rotate + [operation, "--expect-generation", "1"])
            let again = try await program.run(
                rotate + [operation.replacing("-", with: ""), "--expect-generation", "1"])
            #expect(first.status == 0 && first.output == again.output, "\(first.errors)\(again.errors)")
            let other = try await program.run(rotate + [operation, "--expect-generation", "1", "--fee", "1"])
            #expect(other.status == 1)
        }
    }

    @Test("How long the old keyset drains is said in seconds, hours or days, and is at most 365 days")
    func draining() async throws {
        let program = try RunningProgram()
        try await importing(program)
        _ = try await program.serving {
            for wrong in ["366d", "8761h", "31536001", "-1", "1w", "d", "", "1.5d", "999999999999999999d"] {
                let ending = try await program.run("keyset", "rotate", "--unit", "sat", "--yes", "--drain=\(wrong)")
                #expect(ending.status == 64, "\(wrong)")
            }
            let times: [(String, UInt64?)] = [("12h", 43_200), ("365d", 31_536_000), ("5400", 5_400), ("0", nil)]
            for (time, _) in times {
                let ending = try await program.run("keyset", "rotate", "--unit", "sat", "--yes", "--drain", time)
                #expect(ending.status == 0, "\(ending.errors)")
            }
            #expect(try await program.run("keyset", "rotate", "--unit", "sat", "--yes").status == 0)
            let list = try JSONDecoder().decode(
                List.self, from: Data(try await program.run("keyset", "list", "--json").output.utf8))
            #expect(list.keysets.map(\.state) == ["draining", "draining", "draining", "inactive", "draining", "active"])
            for (position, seconds) in (times.map(\.1) + [2_592_000]).enumerated() {
                let end = seconds.map { list.keysets[position + 1].createdAt + $0 }
                #expect(list.keysets[position].drainUntil == end)
            }
        }
    }

    @Test("Either signal ends a signatory with 0, every time", .timeLimit(.minutes(2)), arguments: [SIGTERM, SIGINT])
    func signals(_ signal: Int32) async throws {
        let program = try RunningProgram()
        try await importing(program)
        for _ in 0..<10 { #expect(try await program.serving(endedBy: signal) {} == .exited(0)) }
    }

    @Test("Another seed, and an edited database, stop it with a status of their own")
    func refusedStarts() async throws {
        let program = try RunningProgram()
        try await importing(program)
        try replaceSeed(program, Self.otherWords)
        let wrong = try await program.run("serve")
        #expect(wrong.status == 3)
        #expect(wrong.errors.contains("wrong seed"))
        try replaceSeed(program, Self.words, mode: 0o440)
        #expect(try await program.run("serve").status == 77)
        try replaceSeed(program, "abandon", mode: 0o400)
        #expect(try await program.run("serve").status == 78)
        try FileManager.default.removeItem(atPath: program.path("seed"))
        #expect(try await program.run("serve").status == 66)
        try FileManager.default.createSymbolicLink(atPath: program.path("seed"), withDestinationPath: "elsewhere")
        #expect(try await program.run("serve").status == 77)
    }

    @Test(
        "A mistake in the configuration is named with its line",
        arguments: [
            ("[signatory]\nseed_file = \"seed\"\n", ": signatory.database is missing"),
            (RunningProgram.configuration + "unknown = 1\n", ":6: signatory.unknown"),
            ("[log]\nlevel = \"loud\"\n" + RunningProgram.configuration, ":2: log.level"),
            ("[keysets]\nmax_order = 64\n" + RunningProgram.configuration, ":2: keysets.max_order"),
            ("[keysets]\nversion = \"02\"\n" + RunningProgram.configuration, ":2: keysets.version"),
            ("[keysets]\nunits = [\"SAT\"]\n" + RunningProgram.configuration, ":2: keysets.units"),
            ("[keysets]\ninput_fee_ppk = -1\n" + RunningProgram.configuration, ":2: keysets.input_fee_ppk"),
            ("[sections]\n" + RunningProgram.configuration, ":1: sections"),
            (RunningProgram.configuration + "mint_socket_group = \"none such\"\n", ":6: signatory.mint_socket_group"),
            (RunningProgram.configuration + "allowed_uids = [-1]\n", ":6: signatory.allowed_uids"),
            (RunningProgram.configuration + "allowed_uids = [\"none such\"]\n", ":6: signatory.allowed_uids has 'none"),
            (RunningProgram.configuration + "allowed_gids = [0, \"none such\"]\n", ":6: signatory.allowed_gids has"),
            (RunningProgram.configuration + "psk_file = \"a\"\npsk_credential = \"b\"\n", ":7: signatory.psk_credential"),
            (RunningProgram.configuration + "psk_credential = \"a/b\"\n", ":6: signatory.psk_credential"),
            (RunningProgram.configuration + "seed_file = \"b\"\n", ":6:"),
        ])
    func configuration(_ text: String, _ message: String) async throws {
        let program = try RunningProgram(configuration: text)
        let ending = try await program.run("status")
        #expect(ending.status == 78)
        #expect(ending.errors.contains("signatory.toml" + message), "\(ending.errors)")
    }

    private struct List: Decodable {
        struct Keyset: Decodable {
            let state: String
            let createdAt: UInt64
            let drainUntil: UInt64?

            enum CodingKeys: String, CodingKey {
                case state
                case createdAt = "created_at"
                case drainUntil = "drain_until"
            }
        }
        let generation: UInt64
        let keysets: [Keyset]
    }

    private struct Rotation: Decodable {
        struct Keyset: Decodable { let id: String }
        let keyset: Keyset
    }

    private func id(_ ending: ChildProcess.Outcome) throws -> String {
        try JSONDecoder().decode(Rotation.self, from: Data(ending.output.utf8)).keyset.id
    }
}
