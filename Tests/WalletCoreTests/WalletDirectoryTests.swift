import Cashu
import CashuSecrets
import Foundation
import Storage
import TestSupport
import Testing
import WalletCore

@Suite("The directory of a wallet")
struct WalletDirectoryTests {
    static let words = "abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about"

    private static func mode(_ path: String) throws -> Int {
        try #require(try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int)
    }

    @Test("is made with new words, readable by the owner alone, and found again")
    func new() async throws {
        let temporary = try TemporaryDirectory()
        let directory = WalletDirectory(temporary.path(of: "a/b/wallet"))
        try directory.prepare()
        try directory.prepare()
        let (seed, isNew) = try directory.seed()
        #expect(isNew)
        #expect(try Self.mode(directory.path) == 0o700)
        #expect(try Self.mode(directory.seedFile.path) == 0o400)
        let words = try String(contentsOfFile: directory.seedFile.path, encoding: .utf8)
        #expect(words.split(separator: " ").count == 12)
        let (again, isNewAgain) = try directory.seed()
        #expect(!isNewAgain && again.fingerprint == seed.fingerprint)
        let database = try directory.database(TestWallet.logger)
        _ = try await WalletStore(database, seed: again)
        await database.close()
    }

    @Test("takes words that were written down, and never replaces those it has")
    func imported() throws {
        let temporary = try TemporaryDirectory()
        let written = temporary.path(of: "words")
        try "  \(Self.words.replacing(" ", with: "\n"))\n".write(toFile: written, atomically: true, encoding: .utf8)
        let directory = WalletDirectory(temporary.path(of: "wallet"))
        try directory.prepare()
        #expect(try directory.seed(importing: written).isNew)
        #expect(try String(contentsOfFile: directory.seedFile.path, encoding: .utf8) == Self.words)
        #expect(try !directory.seed(importing: written).isNew)

        try "zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo zoo wrong".write(
            toFile: written, atomically: true, encoding: .utf8)
        #expect(throws: SeedFileError.self) { try directory.seed(importing: written) }
        #expect(try String(contentsOfFile: directory.seedFile.path, encoding: .utf8) == Self.words)
    }

    @Test(
        "refuses words that are none, without making a wallet",
        arguments: ["", "abandon", words.replacing("about", with: "abandon"), String(repeating: "x ", count: 1_000)])
    func malformed(_ text: String) throws {
        let temporary = try TemporaryDirectory()
        let written = temporary.path(of: "words")
        try text.write(toFile: written, atomically: true, encoding: .utf8)
        let directory = WalletDirectory(temporary.path(of: "wallet"))
        try directory.prepare()
        #expect(throws: SeedFileError.self) { try directory.seed(importing: written) }
        #expect(!FileManager.default.fileExists(atPath: directory.seedFile.path))
        #expect(throws: SeedFileError.self) { try directory.seed(importing: temporary.path(of: "absent")) }
    }

    @Test("does not follow a link in place of the words")
    func link() throws {
        let temporary = try TemporaryDirectory()
        let directory = WalletDirectory(temporary.path)
        try FileManager.default.createSymbolicLink(
            atPath: directory.seedFile.path, withDestinationPath: temporary.path(of: "elsewhere"))
        #expect(throws: SeedFileError.self) { try directory.seed() }
        #expect(!FileManager.default.fileExists(atPath: temporary.path(of: "elsewhere")))
    }

    @Test("lets one process in at a time")
    func locked() async throws {
        let temporary = try TemporaryDirectory()
        let directory = WalletDirectory(temporary.path)
        let database = try directory.database(TestWallet.logger)
        #expect(throws: (any Error).self) { try directory.database(TestWallet.logger) }
        await database.close()
        await (try directory.database(TestWallet.logger)).close()
    }

    @Test("keeps coins, operations and counters between processes")
    func durable() async throws {
        let temporary = try TemporaryDirectory()
        let directory = WalletDirectory(temporary.path)
        let (seed, _) = try directory.seed()
        let mint = TestMint(try TestKeyset())
        let url = try #require(MintURL(TestWallet.url))
        do {
            let database = try directory.database(TestWallet.logger)
            let store = try await WalletStore(database, seed: seed)
            let wallet = try await Wallet(store, at: url, client: mint, logger: TestWallet.logger)
            let quote = try await wallet.requestMint(64, .sat)
            #expect(try await wallet.collect(quote.id) == .minted(64))
            mint.change { $0.accident = .answerLost }
            await #expect(throws: WalletError.self) { try await wallet.send(21, .sat) }
            await database.close()
        }
        let database = try directory.database(TestWallet.logger)
        let store = try await WalletStore(database, seed: seed)
        #expect(try await store.balances().map(\.pending) == [64])
        let wallet = try await Wallet(store, at: url, client: mint, logger: TestWallet.logger)
        #expect(try await wallet.recover().count == 1)
        #expect(try await wallet.balance(.sat) == 64)
        await database.close()
    }
}
