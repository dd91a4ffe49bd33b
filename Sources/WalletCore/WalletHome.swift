internal import CashuSecrets
package import Logging
internal import Storage

/// A wallet on disk, opened for one command.
package struct WalletHome: Sendable {
    package let directory: WalletDirectory
    package let store: WalletStore
    /// Whether its seed words were made or imported just now.
    package let isNew: Bool
    private let database: Database
    private let logger: Logger

    /// Makes what is missing.
    ///
    /// - Parameter imported: a file with seed words that were written down.
    package init(
        _ directory: WalletDirectory, importing imported: String? = nil, logger: Logger
    ) async throws(WalletError) {
        self.directory = directory
        self.logger = logger
        let seed: Seed
        do throws(SeedFileError) {
            try directory.prepare()
            (seed, isNew) = try directory.seed(importing: imported)
        } catch {
            throw .seed(error)
        }
        do { database = try directory.database(logger) } catch { throw .database(error) }
        store = try await WalletStore(database, seed: seed)
    }

    /// The wallet at a mint behind HTTP.
    package func wallet(at url: MintURL) async throws(WalletError) -> Wallet {
        try await Wallet(store, at: url, client: HTTPMintClient(url), logger: logger)
    }

    package func close() async { await database.close() }
}

extension Logger {
    /// To the standard error stream, where a command's answer is not.
    package static func wallet(isVerbose: Bool) -> Logger {
        var logger = Logger(label: "wallet") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = isVerbose ? .debug : .critical
        return logger
    }
}
