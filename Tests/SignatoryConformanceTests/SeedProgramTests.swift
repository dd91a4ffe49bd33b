internal import Foundation
internal import TestSupport
internal import Testing

@Suite("Where the program signatory has its seed from")
struct SeedProgramTests {
    private static let words = Array(repeating: "abandon", count: 11).joined(separator: " ") + " about"
    private static let identity = "03d902f35f560e0470c63313c7369168d9d7df2d49bf295fd9fb7cb109ccee0494"

    private func program(_ keys: String) throws -> RunningProgram {
        let rest = RunningProgram.configuration.split(separator: "\n").filter { !$0.hasPrefix("seed_file") }
        return try RunningProgram(configuration: rest.joined(separator: "\n") + "\n" + keys + "\n")
    }

    private func encrypting() throws -> RunningProgram {
        try program("seed_file = \"seed\"\npassphrase_file = \"passphrase\"")
    }

    private func put(_ program: RunningProgram, _ name: String, _ content: String, mode: Int = 0o400) throws {
        let path = program.path(name)
        if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
        try content.write(toFile: path, atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private func seed(_ program: RunningProgram) throws -> String {
        try String(contentsOfFile: program.path("seed"), encoding: .utf8)
    }

    @Test(
        "is said once, and without a doubt",
        arguments: [
            ("", "seed_file is missing"),
            ("seed_file = \"a\"\nseed_credential = \"b\"", ":6: signatory.seed_credential must not stand beside seed_file"),
            ("seed_credential = \"../b\"", ":5: signatory.seed_credential must be the name of a credential"),
            ("seed_credential = \"..\"", ":5: signatory.seed_credential must be the name of a credential"),
            (
                "seed_file = \"a\"\npassphrase_file = \"b\"\npassphrase_credential = \"c\"",
                ":7: signatory.passphrase_credential must not stand beside passphrase_file"
            ),
            ("seed_file = \"a\"\nallow_unlocked_memory = 1", ":6: signatory.allow_unlocked_memory must be true or false"),
        ])
    func configuration(_ keys: String, _ message: String) async throws {
        let ending = try await program(keys).run("status")
        #expect(ending.status == 78)
        #expect(ending.errors.contains(message), "\(ending.errors)")
    }

    @Test("may be a credential of the service manager, of which init makes the first keysets")
    func credential() async throws {
        let program = try program("seed_credential = \"mint.seed\"")
        try FileManager.default.createDirectory(atPath: program.path("credentials"), withIntermediateDirectories: false)
        try put(program, "credentials/mint.seed", Self.words + "\n", mode: 0o440)
        try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: program.path("credentials"))
        let manager = ["/usr/bin/env", "CREDENTIALS_DIRECTORY=\(program.path("credentials"))"]
        let made = try await program.run(through: manager, ["init"])
        #expect(made.status == 0 && made.output.contains(Self.identity), "\(made.errors)")
        #expect(!made.output.contains("abandon"))
        #expect(try await program.run(through: manager, ["init", "--import-mnemonic"]).status == 64)
        #expect(try await program.run(through: manager, ["seed", "encrypt"]).status == 78)
        let daemon = try await program.started(through: manager)
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
    }

    @Test("is no credential that others could have read, and none that is not there")
    func unsafeCredentials() async throws {
        let program = try program("seed_credential = \"seed\"")
        let directory = program.path("credentials")
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: false)
        try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: directory)
        let manager = ["/usr/bin/env", "CREDENTIALS_DIRECTORY=\(directory)"]
        let unset = try await program.run("serve")
        #expect(unset.status == 66 && unset.errors.contains("CREDENTIALS_DIRECTORY is not set"), "\(unset.errors)")
        #expect(try await program.run(through: manager, ["serve"]).status == 66)
        #expect(
            try await program.run(through: ["/usr/bin/env", "CREDENTIALS_DIRECTORY=/no/such"], ["serve"]).status == 66)
        for mode in [0o404, 0o460, 0o450, 0o444] {
            try put(program, "credentials/seed", Self.words, mode: mode)
            #expect(try await program.run(through: manager, ["serve"]).status == 77)
        }
        try FileManager.default.removeItem(atPath: "\(directory)/seed")
        try FileManager.default.createSymbolicLink(atPath: "\(directory)/seed", withDestinationPath: "../words")
        try put(program, "words", Self.words)
        #expect(try await program.run(through: manager, ["serve"]).status == 77)
        try FileManager.default.removeItem(atPath: "\(directory)/seed")
        try put(program, "credentials/seed", Self.words)
        for mode in [0o705, 0o701, 0o720] {
            try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: directory)
            let open = try await program.run(through: manager, ["serve"])
            #expect(open.status == 77 && open.errors.contains("is not safe"), "\(open.errors)")
        }
    }

    @Test("is encrypted from the first on when the configuration names a passphrase")
    func encrypted() async throws {
        let program = try encrypting()
        #expect(try await program.run("init", "--import-mnemonic", input: Self.words + "\n").status == 66)
        try put(program, "passphrase", "correct horse\n")
        let made = try await program.run("init", "--import-mnemonic", input: Self.words + "\n")
        #expect(made.status == 0 && made.output.contains(Self.identity), "\(made.errors)")
        let line = try seed(program)
        #expect(line.hasPrefix("cashu-seed:1:scrypt:17:8:1:") && !line.contains("abandon"))
        #expect(try await program.serving {} == .exited(0))
        // The end of the line is none of the passphrase.
        try put(program, "passphrase", "correct horse")
        #expect(try await program.serving {} == .exited(0))
    }

    @Test("is not opened by a wrong passphrase, and neither passphrase nor words are told")
    func wrongPassphrases() async throws {
        let program = try encrypting()
        try put(program, "passphrase", "correct horse")
        #expect(try await program.run("init", "--import-mnemonic", input: Self.words + "\n").status == 0)
        let cases: [(content: String, mode: Int, status: Int32, message: String)] = [
            ("wrong horse", 0o400, 3, "wrong passphrase or altered file"),
            ("correct horse", 0o440, 77, "has mode 440"), ("\n", 0o400, 78, "is empty"),
            (String(repeating: "x", count: 2_000), 0o400, 78, "is too long"),
        ]
        for wrong in cases {
            try put(program, "passphrase", wrong.content, mode: wrong.mode)
            let ending = try await program.run("serve")
            #expect(ending.status == wrong.status && ending.errors.contains(wrong.message), "\(ending.errors)")
            #expect(!ending.errors.contains("horse"))
        }
        try FileManager.default.removeItem(atPath: program.path("passphrase"))
        let absent = try await program.run("serve")
        #expect(absent.status == 66 && absent.errors.contains("passphrase is not there"), "\(absent.errors)")
        try put(program, "passphrase", "correct horse")
        let line = try seed(program)
        try put(program, "seed", line.replacing(":17:8:1:", with: ":18:8:1:"))
        #expect(try await program.run("serve").status == 3)
        try put(program, "seed", String(line.prefix(300)))
        #expect(try await program.run("serve").status == 78)
        try put(program, "seed", line)
        #expect(try await program.serving {} == .exited(0))
    }

    @Test("is encrypted, encrypted anew and decrypted in its place")
    func changes() async throws {
        let program = try encrypting()
        try put(program, "passphrase", "first")
        #expect(try await program.run("init", "--import-mnemonic", input: Self.words + "\n").status == 0)
        let first = try seed(program)
        #expect(try await program.run("seed", "encrypt").status == 64)
        try put(program, "old", "first")
        try put(program, "passphrase", "second")
        #expect(try await program.run("seed", "encrypt", "--old-passphrase-file", "passphrase").status == 3)
        #expect(try seed(program) == first, "what failed has changed nothing")
        #expect(!FileManager.default.fileExists(atPath: program.path("seed.new")))
        let changed = try await program.run("seed", "encrypt", "--old-passphrase-file", "old")
        #expect(changed.status == 0, "\(changed.errors)")
        #expect(try await program.serving {} == .exited(0))
        #expect(try await program.run("seed", "decrypt").status == 0)
        #expect(try seed(program) == Self.words + "\n")
        let attributes = try FileManager.default.attributesOfItem(atPath: program.path("seed"))
        #expect(attributes[.posixPermissions] as? Int == 0o400)
        let clear = try await program.run("serve")
        #expect(clear.status == 78 && clear.errors.contains("is not encrypted, but a passphrase"), "\(clear.errors)")
        #expect(try await program.run("seed", "encrypt").status == 0)
        #expect(try seed(program).hasPrefix("cashu-seed:1:"))
        #expect(try await program.serving {} == .exited(0))
    }

    @Test("needs its passphrase to be configured")
    func unconfigured() async throws {
        let program = try RunningProgram()
        let imported = try await program.run("init", "--import-mnemonic", input: Self.words + "\n")
        #expect(imported.status == 0)
        #expect(try await program.run("seed", "encrypt").status == 78)
        #expect(try await program.run("seed", "decrypt").status == 64)
        try put(program, "seed", "cashu-seed:1:")
        let sealed = try await program.run("serve")
        #expect(sealed.status == 78 && sealed.errors.contains("is encrypted: name its passphrase"), "\(sealed.errors)")
    }
}
