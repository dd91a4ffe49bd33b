internal import Storage

extension Wallet {
    /// The quotes that this wallet asked for and has not minted.
    package func openQuotes() async throws(WalletError) -> [WalletMintQuote] {
        let mint = mintID
        return try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.openMintQuotes(mint: mint)
        }
    }

    /// Mints all open quotes that were paid. One that fails does not hide the others.
    package func collectOpenQuotes() async throws(WalletError) -> [(WalletMintQuote, Result<Minting, WalletError>)] {
        var results: [(WalletMintQuote, Result<Minting, WalletError>)] = []
        for quote in try await openQuotes() {
            do throws(WalletError) {
                results.append((quote, .success(try await collect(quote.id))))
            } catch {
                results.append((quote, .failure(error)))
            }
        }
        return results
    }
}
