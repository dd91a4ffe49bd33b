import Foundation
import ProcessTestSupport
import TestSupport
import Testing

@Suite("The wallet program against a running pair", .serialized)
struct WalletTests {
    private func wallet(_ pair: Pair, _ name: String, _ arguments: String...) async throws -> String {
        let directory = pair.directory.path(of: "wallet-\(name)")
        let outcome = try await Pair.run("wallet", ["--mint", pair.url, "--dir", directory] + arguments)
        try #require(outcome.status == 0, "wallet \(arguments): \(outcome.errors)")
        return outcome.output.trimmingCharacters(in: .whitespacesAndNewlines)
    }

    @Test("It mints, sends, receives, melts with change, and restores all of it from its words", arguments: ["01", "00"])
    func story(_ version: String) async throws {
        let pair = try await Pair.started(keysetVersion: version)
        #expect(try await wallet(pair, "alice", "mint", "64").contains("64"))
        let token = try await wallet(pair, "alice", "send", "21")
        #expect(token.hasPrefix("cashuB"))
        _ = try await wallet(pair, "bob", "receive", token)
        #expect(try await wallet(pair, "bob", "balance").contains("21"))
        let again = try await Pair.run(
            "wallet", ["--mint", pair.url, "--dir", pair.directory.path(of: "wallet-bob"), "receive", token])
        #expect(again.status == 1, "a token is worth its money once")
        let invoice = try await wallet(pair, "alice", "demo-invoice", "10")
        #expect(try await wallet(pair, "alice", "melt", invoice).contains("10"))
        let balance = try await wallet(pair, "alice", "balance")

        // The words alone bring everything back.
        let words = try await wallet(pair, "alice", "info", "--words")
        let line = try #require(words.split(separator: "\n").first { $0.split(separator: " ").count >= 12 })
        let file = pair.directory.path(of: "words")
        try Data(line.utf8).write(to: URL(fileURLWithPath: file))
        _ = try await wallet(pair, "again", "--mnemonic-file", file, "restore")
        #expect(try await wallet(pair, "again", "balance") == balance)
    }
}
