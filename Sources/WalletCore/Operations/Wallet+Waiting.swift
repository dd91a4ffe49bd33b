internal import Logging

extension Wallet {
    /// How often a mint without a WebSocket is asked.
    static let pause = Duration.milliseconds(500)

    /// Waits until a quote's invoice is paid, and mints. The mint tells it by WebSocket where it can (NUT-17); where it
    /// cannot, or as soon as the connection fails, it is asked twice a second.
    ///
    /// - Throws: `pending` when the time is over; the next command finds the quote.
    package func collect(_ quoteID: String, within patience: Duration) async throws(WalletError) -> Minting {
        let clock = ContinuousClock()
        let deadline = clock.now + patience
        var canTell = true
        while true {
            // What the socket says is only a reason to look: the request itself tells the state.
            let minting = try await collect(quoteID)
            guard minting == .unpaid else { return minting }
            let left = deadline - clock.now
            guard left > .zero else { throw .pending }
            if canTell {
                canTell = await isTold(quoteID, within: left)
            } else {
                // Only cancellation ends a sleep early, and nobody cancels this task.
                try? await clock.sleep(for: min(Self.pause, left))
            }
        }
    }

    /// - Returns: whether the mint told something; if not, it has to be asked.
    private func isTold(_ quoteID: String, within patience: Duration) async -> Bool {
        do throws(MintClientError) {
            guard try await client.information().tellsMintQuotes else { return false }
            return try await client.awaitPayment(ofMintQuote: quoteID, within: patience)
        } catch {
            logger.info("the mint cannot tell, and is asked", metadata: ["error": "\(error)"])
            return false
        }
    }
}
