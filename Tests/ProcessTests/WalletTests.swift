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

    private struct Key: Decodable { let pubkey: String }
    private struct Sent: Decodable {
        let token: String
        let amount: UInt64
    }

    @Test("It locks to a key and to a hash, opens both, and pays what somebody requests")
    func locks() async throws {
        let pair = try await Pair.started()
        _ = try await wallet(pair, "alice", "mint", "64")
        let answer = try await wallet(pair, "bob", "p2pk-key", "--json")
        let key = try JSONDecoder().decode(Key.self, from: Data(answer.utf8)).pubkey
        for options in [[], ["--blind"], ["--sig-all", "--blind", "--locktime", "+3600"]] {
            let token = try await run(pair, "alice", ["send", "5", "--p2pk", key] + options).output
            let stolen = try await run(pair, "carol", ["receive", token], status: 1)
            #expect(stolen.errors.contains("locked to keys"), "\(stolen.errors)")
            #expect(try await run(pair, "bob", ["receive", token]).output == "received 5 sat")
        }
        // SHA-256 of 32 zero bytes.
        let hash = "66687aadf862bd776c8fc18b8e9f8e20089714856ee233b3902a591d0d5f2925"
        let sent = try await run(pair, "alice", ["send", "7", "--htlc", hash, "--locktime", "+3600", "--json"]).output
        let token = try JSONDecoder().decode(Sent.self, from: Data(sent.utf8))
        #expect(token.amount == 7)
        #expect(try await run(pair, "alice", ["pending"]).output == token.token)
        #expect(try await run(pair, "alice", ["reclaim"]).output == "reclaimed 0 sat")
        _ = try await run(pair, "bob", ["receive", token.token], status: 1)
        let preimage = String(repeating: "0", count: 64)
        #expect(
            try await run(pair, "bob", ["receive", token.token, "--preimage", preimage]).output == "received 7 sat")

        for form in ["creqA", "creqB"] {
            let request = try await run(pair, "bob", ["request", "3", "--p2pk", "--form", form]).output
            #expect(request.lowercased().hasPrefix(form.lowercased()))
            let paid = try await run(pair, "alice", ["pay-request", request]).output
            #expect(try await run(pair, "bob", ["receive", paid]).output == "received 3 sat")
        }
        #expect(try await run(pair, "alice", ["balance"]).output == "36 sat")
        #expect(try await run(pair, "bob", ["balance"]).output == "28 sat")
        _ = try await run(pair, "alice", ["send", "1", "--refund", key], status: 64)
        _ = try await run(pair, "alice", ["send", "1", "--p2pk", key, "--refund", key], status: 1)
    }

    /// A command and what it said, without the line's end.
    private func run(
        _ pair: Pair, _ name: String, _ arguments: [String], status: Int32 = 0
    ) async throws -> (output: String, errors: String) {
        let directory = pair.directory.path(of: "wallet-\(name)")
        let outcome = try await Pair.run("wallet", arguments + ["--mint", pair.url, "--dir", directory])
        try #require(outcome.status == status, "wallet \(arguments): \(outcome.status) \(outcome.errors)")
        return (outcome.output.trimmingCharacters(in: .whitespacesAndNewlines), outcome.errors)
    }
}
