import Cashu
import CashuSecrets
import Logging
import Storage
import StorageSQLite
import WalletCore

/// A wallet in memory, with the same seed whenever the name is the same.
struct TestWallet {
    static let url = "http://mint.test"

    let database: Database
    let store: WalletStore
    let seed: Seed
    let mint: TestMint

    init(_ mint: TestMint, seed name: UInt8 = 1, database: Database? = nil) async throws {
        seed = unsafe [UInt8](repeating: name, count: 64).withUnsafeBytes { unsafe Seed(bytes: $0) }
        self.database = try database ?? Database(SQLiteEngine(SQLiteConfiguration(.memory, logger: Self.logger)))
        store = try await WalletStore(self.database, seed: seed)
        self.mint = mint
    }

    /// What a command does first: another one sees what the last one left.
    func open() async throws -> Wallet {
        guard let url = MintURL(Self.url) else { preconditionFailure("a URL") }
        return try await Wallet(store, at: url, client: mint, logger: Self.logger)
    }

    /// A wallet that has minted this much.
    static func funded(_ amount: UInt64, _ mint: TestMint, seed: UInt8 = 1) async throws -> (TestWallet, Wallet) {
        let test = try await TestWallet(mint, seed: seed)
        let wallet = try await test.open()
        let quote = try await wallet.requestMint(amount, .sat)
        guard case .minted(amount) = try await wallet.collect(quote.id) else { throw NotMinted() }
        return (test, wallet)
    }

    func balance() async throws -> (available: UInt64, pending: UInt64) {
        let balances = try await store.balances().filter { $0.unit == .sat }
        return (balances.map(\.available).reduce(0, +), balances.map(\.pending).reduce(0, +))
    }

    struct NotMinted: Error {}

    static var logger: Logger {
        var logger = Logger(label: "test")
        logger.logLevel = .critical
        return logger
    }
}
