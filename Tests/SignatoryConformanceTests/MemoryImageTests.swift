internal import CashuCrypto
internal import Foundation
internal import Glibc
internal import TestSupport
internal import Testing

/// Only root may read the memory of a signatory; who is not root runs `reading(_:)` of the other suite.
@Suite("The memory of a signatory that serves", .enabled(if: geteuid() == 0))
struct MemoryImageTests {
    /// A seed and its master node, made by other software.
    private struct Tree: Decodable {
        let words: String
        let entropy: String
        let seed: String
        let scalar: String
        let chainCode: String
    }

    private func tree() throws -> Tree { try VectorFile("extra-sealed-seed").value("trees", as: [Tree].self)[0] }

    /// What must not be there: no piece of 16 bytes, in neither order of bytes, and no three words in a row.
    private func forbidden(_ tree: Tree) throws -> [(name: String, bytes: [UInt8])] {
        let words = tree.words.split(separator: " ")
        let triples = stride(from: 0, to: words.count, by: 3).map { words[$0..<$0 + 3].joined(separator: " ") }
        return try triples.map { ("words", Array($0.utf8)) } + pieces("entropy", tree.entropy)
            + pieces("seed", tree.seed) + pieces("chain code", tree.chainCode)
    }

    private func pieces(_ name: String, _ hex: String) throws -> [(name: String, bytes: [UInt8])] {
        let bytes = try #require(Hex.decode(hex, maximumBytes: 64))
        let pieces = stride(from: 0, to: bytes.count, by: 16).map { Array(bytes[$0..<$0 + 16]) }
        return pieces.flatMap { [(name, $0), (name, $0.reversed())] }
    }

    private func check(_ daemon: ChildProcess, _ program: RunningProgram) throws {
        let tree = try tree()
        let memory = try ProcessMemory(of: daemon.processID)
        let known = try pieces("scalar", tree.scalar) + [("path", Array(program.path("keys").utf8))]
        let hits = try memory.hits(try forbidden(tree) + known)
        #expect(hits.contains { $0.name == "path" && !$0.isInArena }, "the search finds what is in ordinary memory")
        // The master node's scalar is the identity, by which mints know their signatory: it signs every greeting. Its
        // children cannot be derived without the chain code.
        #expect(hits.contains { $0.name == "scalar" && $0.isInArena }, "the search finds what is in the arena")
        #expect(!hits.contains { $0.name == "scalar" && !$0.isInArena })
        for secret in ["words", "entropy", "seed", "chain code"] {
            #expect(!hits.contains { $0.name == secret }, "\(secret)")
        }
        let arena = memory.regions.filter(\.isArena)
        #expect(!arena.isEmpty && arena.allSatisfy { $0.flags.contains("lo") })
    }

    @Test("holds neither the seed nor what it was made of, after the start and after a rotation")
    func image() async throws {
        let program = try RunningProgram()
        let made = try await program.run("init", "--import-mnemonic", input: try tree().words + "\n")
        #expect(made.status == 0, "\(made.errors)")
        try await search(program)
    }

    @Test("holds neither the passphrase nor the key of an encrypted seed")
    func encrypted() async throws {
        let program = try RunningProgram(
            configuration: RunningProgram.configuration + "passphrase_file = \"passphrase\"\n")
        let passphrase = "e7c1 a passphrase that stands nowhere else 5b09"
        try passphrase.write(toFile: program.path("passphrase"), atomically: false, encoding: .utf8)
        try FileManager.default.setAttributes([.posixPermissions: 0o400], ofItemAtPath: program.path("passphrase"))
        let made = try await program.run("init", "--import-mnemonic", input: try tree().words + "\n")
        #expect(made.status == 0, "\(made.errors)")
        try await search(program, [("passphrase", Array(passphrase.utf8.prefix(16)))])
    }

    private func search(_ program: RunningProgram, _ more: [(name: String, bytes: [UInt8])] = []) async throws {
        let daemon = try await program.started()
        try check(daemon, program)
        let rotated = try await program.run("keyset", "rotate", "--unit", "sat", "--yes")
        #expect(rotated.status == 0, "\(rotated.errors)")
        try check(daemon, program)
        #expect(try ProcessMemory(of: daemon.processID).hits(more).isEmpty)
        daemon.signal(SIGTERM)
        #expect(await daemon.ending() == .exited(0))
    }
}
