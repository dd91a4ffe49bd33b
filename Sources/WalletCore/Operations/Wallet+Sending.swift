package import Cashu
internal import Storage

extension Wallet {
    /// Coins worth exactly `amount`, ready to be handed over: such as the wallet has, or else by a swap.
    ///
    /// The coins count as sent from here on; `receive` or `reclaim` takes them back as long as nobody else has.
    ///
    /// - Parameters:
    ///   - lock: what the coins are to be locked to. Nothing brings them back but what it says.
    ///   - isBlinded: whether the keys of the lock are to be hidden (NUT-28).
    package func send(
        _ amount: UInt64, _ unit: CurrencyUnit, memo: String? = nil, lock: CoinLock? = nil, isBlinded: Bool = false
    ) async throws(WalletError) -> Token {
        guard amount > 0 else { throw .unusableAmount }
        switch try await prepareSending(amount, unit, lock, isBlinded) {
        case .exact(let coins): return token(coins, unit, memo)
        case .swap(let operation, let amounts):
            let coins = try await swap(operation)
            let sent = zip(coins, amounts.isForToken).filter(\.1).map(\.0)
            try await store.database.transaction { (transaction) throws(WalletError) in
                try transaction.finish(operation)
                for (coin, isForToken) in zip(coins, amounts.isForToken) {
                    try transaction.insert(coin, isForToken ? .sent : .unspent)
                }
            }
            return token(sent, unit, memo)
        }
    }

    private enum Sending: Sendable {
        case exact([Coin])
        case swap(WalletOperation, OutputAmounts)
    }

    private func prepareSending(
        _ amount: UInt64, _ unit: CurrencyUnit, _ lock: CoinLock?, _ isBlinded: Bool
    ) async throws(WalletError) -> Sending {
        let keyset = try await activeKeyset(unit)
        let mint = mintID
        return try await store.database.transaction { (transaction) throws(WalletError) in
            let candidates = try transaction.candidates(mint: mint, unit: unit)
            if lock == nil, let coins = CoinSelection.exact(amount, of: candidates) {
                for coin in coins { try transaction.move(coin, from: .unspent, to: .sent) }
                return .exact(coins)
            }
            let selection = try CoinSelection.sufficient(amount, of: candidates)
            guard let kept = Money.subtract(selection.sum, selection.fee).flatMap({ Money.subtract($0, amount) }),
                let amounts = OutputAmounts(kept: kept, sent: amount, of: keyset.keys)
            else { throw .unusableAmount }
            let operation = try transaction.begin(
                .swap, mint: mint, inputs: selection.coins, amounts: amounts.amounts, keyset: keyset.id,
                locked: try amounts.locked(lock, isBlinded))
            for coin in selection.coins {
                try transaction.move(coin, from: .unspent, to: .pending, operation: operation.id)
            }
            return .swap(operation, amounts)
        }
    }

    /// The request of a swap, and the coins its answer makes.
    func swap(_ operation: WalletOperation) async throws(WalletError) -> [Coin] {
        let outputs = try blind(operation)
        let inputs = try await unlocked(operation, outputs.map(\.message))
        let request = SwapRequest(inputs: inputs, outputs: outputs.map(\.message))
        let client = client
        let signatures = try await attempt(operation) { () async throws(MintClientError) in
            try await client.swap(request)
        }
        return try await unblind(signatures, outputs)
    }

    func token(_ coins: [Coin], _ unit: CurrencyUnit, _ memo: String?) -> Token {
        Token(
            mint: url.text, unit: unit, memo: memo,
            coins: coins.map { coin in
                Token.Coin(
                    amount: coin.amount, keysetID: .full(coin.proof.keysetID), secret: coin.proof.secret,
                    signature: coin.proof.signature, link: coin.link, witness: coin.proof.witness,
                    ephemeralKey: coin.ephemeralKey)
            })
    }
}

extension WriteTransaction {
    /// What may be spent, with what it costs.
    mutating func candidates(mint: Int64, unit: CurrencyUnit) throws(WalletError) -> [CoinSelection.Candidate] {
        let keysets = Dictionary(uniqueKeysWithValues: try keysets(mint: mint).map { ($0.id, $0) })
        return try coins(.unspent, mint: mint, unit: unit).map { (coin) throws(WalletError) in
            guard let keyset = keysets[coin.proof.keysetID] else { throw .conflict("the keyset of a coin") }
            return CoinSelection.Candidate(
                coin: coin, inputFeePPK: keyset.inputFeePPK, isOfActiveKeyset: keyset.isActive)
        }
    }

    /// Ends an operation that the mint has carried out.
    mutating func finish(_ operation: WalletOperation) throws(WalletError) {
        for coin in operation.inputs { try move(coin, from: .pending, to: .spent) }
        try end(operation)
    }
}
