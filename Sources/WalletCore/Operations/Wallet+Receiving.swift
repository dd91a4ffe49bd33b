package import Cashu
package import CashuCrypto
internal import CashuSecrets
internal import Logging
internal import Storage

extension Wallet {
    package struct Received: Sendable, Hashable {
        package let amount: UInt64
        /// What the mint kept for the swap.
        package let fee: UInt64
        package let unit: CurrencyUnit
    }

    /// Swaps the coins of a token at once, so that nobody else can spend them any more (NUT-03).
    ///
    /// - Parameter preimage: of the hash that the coins are locked to (NUT-14).
    package func receive(
        _ token: Token, preimage: FixedBytes<32>? = nil
    ) async throws(WalletError) -> Received {
        guard let tokenURL = MintURL(token.mint) else { throw .token(.field("mint")) }
        guard tokenURL == url else { throw .otherMint(tokenURL) }
        return try await takeIn(try await check(token).map { $0.with(preimage) }, token.unit)
    }

    /// Takes back the coins of tokens that nobody has spent, and takes in those whose receipt was interrupted.
    package func reclaim(_ unit: CurrencyUnit) async throws(WalletError) -> Received {
        var parts = [Received(amount: 0, fee: 0, unit: unit)]
        let own = try await unspentSentCoins(isForeign: false, unit)
        let free = own.filter { !$0.isLocked }
        if !free.isEmpty { parts.append(try await takeIn(free, unit)) }
        // Each for itself: a forged one, or one that is locked to somebody, must not take the others with it.
        for coin in try await own.filter(\.isLocked) + unspentSentCoins(isForeign: true, unit) {
            do throws(WalletError) {
                parts.append(try await takeIn([coin], unit))
            } catch {
                guard error.isAboutCoin else { throw error }
                logger.notice("a coin of an earlier token cannot be received", metadata: ["error": "\(error)"])
            }
        }
        guard let amount = Money.sum(parts.map(\.amount)), let fee = Money.sum(parts.map(\.fee)) else {
            throw .unusableAmount
        }
        return Received(amount: amount, fee: fee, unit: unit)
    }

    func unspentSentCoins(isForeign: Bool, _ unit: CurrencyUnit) async throws(WalletError) -> [Coin] {
        let mint = mintID
        let sent = try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.sentCoins(isForeign: isForeign, mint: mint, unit: unit)
        }
        let states = try await states(of: sent.map(\.point))
        try await store.database.transaction { (transaction) throws(WalletError) in
            for (coin, state) in zip(sent, states) where state == .spent { try transaction.markSpent(coin.point) }
        }
        return zip(sent, states).filter { $0.1 == .unspent }.map(\.0)
    }

    /// The coins with their whole keyset ids; those that carry a proof are checked with the wallet's own keys (NUT-12
    /// "Carol").
    private func check(_ token: Token) async throws(WalletError) -> [Coin] {
        let keysets = Dictionary(
            uniqueKeysWithValues: try await keysets().filter { $0.unit == token.unit }.map { ($0.id, $0.keys) })
        return try token.coins.map { (coin) throws(WalletError) in
            let id: KeysetID
            do throws(TokenError) { id = try coin.keysetID.resolved(among: keysets.keys) } catch { throw .token(error) }
            guard let key = keysets[id]?[coin.amount] else { throw .fault(.coinInvalid) }
            if let link = coin.link {
                let isValid = Blinding.proofIsValid(
                    link.proof, r: link.r, secret: coin.secret, signature: coin.signature, key: key)
                guard isValid else { throw .fault(.coinInvalid) }
            }
            return Coin(
                proof: Proof(
                    amount: coin.amount, keysetID: id, secret: coin.secret, signature: coin.signature,
                    witness: coin.witness), link: coin.link, ephemeralKey: coin.ephemeralKey)
        }
    }

    private func takeIn(_ coins: [Coin], _ unit: CurrencyUnit) async throws(WalletError) -> Received {
        // What cannot be unlocked is told before anything is asked or written.
        _ = try await unlock(coins, [])
        let (operation, fee) = try await prepareReceiving(coins, unit)
        let received = try await swap(operation)
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.finish(operation)
            for coin in received { try transaction.insert(coin, .unspent) }
        }
        guard let amount = Money.sum(received.map(\.amount)) else { throw .unusableAmount }
        return Received(amount: amount, fee: fee, unit: unit)
    }

    private func prepareReceiving(
        _ coins: [Coin], _ unit: CurrencyUnit
    ) async throws(WalletError) -> (WalletOperation, fee: UInt64) {
        let keyset = try await activeKeyset(unit)
        let fees = Dictionary(uniqueKeysWithValues: try await keysets().map { ($0.id, $0.inputFeePPK) })
        guard let sum = Money.sum(coins.map(\.amount)),
            let fee = Money.inputFee(ppk: coins.map { fees[$0.proof.keysetID] ?? 0 }),
            let rest = Money.subtract(sum, fee), rest > 0, let amounts = OutputAmounts(kept: rest, of: keyset.keys)
        else { throw .unusableAmount }
        let mint = mintID
        let operation = try await store.database.transaction { (transaction) throws(WalletError) in
            let operation = try transaction.begin(
                .receive, mint: mint, inputs: coins, amounts: amounts.amounts, keyset: keyset.id)
            for coin in coins {
                switch try transaction.state(of: coin.point) {
                case nil: try transaction.insert(coin, .pending, operation: operation.id, isForeign: true)
                // A token of this wallet's own, or one whose first try failed.
                case .sent?: try transaction.move(coin, from: .sent, to: .pending, operation: operation.id)
                case .unspent?, .pending?, .spent?: throw .alreadyReceived
                }
            }
            return operation
        }
        return (operation, fee)
    }
}

extension WalletError {
    /// Whether another coin may fare better: the mint refused this one, or it is worth less than it costs to spend.
    fileprivate var isAboutCoin: Bool {
        switch self {
        case .mint(let error): error.isRefusal
        case .unusableAmount, .lock: true
        default: false
        }
    }
}
