package import Cashu
internal import CashuCrypto
internal import Storage

extension Wallet {
    package struct Restored: Sendable, Hashable {
        package let unit: CurrencyUnit
        /// What was found and is not spent.
        package let amount: UInt64
        package let coins: Int
    }

    /// NUT-13: asks the mint for signatures on all outputs that the seed can have made, in batches of 100 for each
    /// keyset until three batches in a row bring nothing, and for the states of what comes of them.
    ///
    /// - Parameter limit: how many batches of one keyset may bring something. A mint that claims to have signed every
    ///   output must not keep the wallet asking for ever.
    package func restore(limit: Int = 10_000) async throws(WalletError) -> [Restored] {
        var amounts: [CurrencyUnit: (amount: UInt64, coins: Int)] = [:]
        for keyset in try await keysets() {
            let coins = try await restore(keyset, limit)
            guard let amount = Money.sum([amounts[keyset.unit]?.amount ?? 0] + coins.map(\.amount)) else {
                throw .unusableAmount
            }
            amounts[keyset.unit] = (amount, (amounts[keyset.unit]?.coins ?? 0) + coins.count)
        }
        return amounts.map { Restored(unit: $0.key, amount: $0.value.amount, coins: $0.value.coins) }
            .sorted { $0.unit.name < $1.unit.name }
    }

    private static let emptyBatches = 3

    /// - Returns: the coins that are not spent.
    private func restore(_ keyset: WalletKeyset, _ limit: Int) async throws(WalletError) -> [Coin] {
        var first: UInt64 = 0
        var (full, empty) = (0, 0)
        var unspent: [Coin] = []
        while empty < Self.emptyBatches {
            let counters = first..<first + UInt64(Self.batch)
            let outputs = try counters.map { (counter) throws(WalletError) in
                let planned = PlannedOutput(keysetID: keyset.id, amount: 0, source: .counter(counter))
                return try BlindedOutput(planned, store.secrets)
            }
            // A mint may have signed before it knew NUT-12.
            let found = try await restored(outputs, demandsProof: false)
            if let last = found.map(\.position).max() {
                full += 1
                guard full <= limit else { throw .fault(.restoreEndless) }
                unspent += try await record(
                    found.map(\.coin), keyset, nextCounter: first + UInt64(last) + 1)
                empty = 0
            } else {
                empty += 1
            }
            first += UInt64(Self.batch)
        }
        return unspent
    }

    private func record(
        _ coins: [Coin], _ keyset: WalletKeyset, nextCounter: UInt64
    ) async throws(WalletError) -> [Coin] {
        let states = try await states(of: coins.map(\.point))
        try await store.database.transaction { (transaction) throws(WalletError) in
            try transaction.raiseCounter(of: keyset.id, to: nextCounter)
            for (coin, state) in zip(coins, states) {
                if state == .spent {
                    try transaction.markSpent(coin.point)
                } else {
                    try transaction.insert(coin, state.stateOfOwnCoin)
                }
            }
        }
        return zip(coins, states).filter { $0.1 != .spent }.map(\.0)
    }

    /// NUT-09: the coins of those outputs that the mint has signed, with their positions.
    func restored(
        _ outputs: [BlindedOutput], demandsProof: Bool
    ) async throws(WalletError) -> [(position: Int, coin: Coin)] {
        let client = client
        let keys = try await keysByKeyset()
        var coins: [(position: Int, coin: Coin)] = []
        for start in stride(from: 0, to: outputs.count, by: Self.batch) {
            let batch = outputs[start..<min(start + Self.batch, outputs.count)]
            let answer = try await ask { () async throws(MintClientError) in
                try await client.restore(batch.map(\.message))
            }
            guard answer.points.count == answer.signatures.count, Set(answer.points).count == answer.points.count
            else { throw .fault(.restoreAnswer) }
            let positions = Dictionary(uniqueKeysWithValues: batch.indices.map { (outputs[$0].message.point, $0) })
            for (point, signature) in zip(answer.points, answer.signatures) {
                guard let position = positions[point], let keys = keys[outputs[position].message.keysetID] else {
                    throw .fault(.restoreAnswer)
                }
                do throws(MintFault) {
                    let coin = try outputs[position].coin(
                        signature, amount: nil, keys: keys, demandsProof: demandsProof)
                    coins.append((position, coin))
                } catch {
                    throw .fault(error)
                }
            }
        }
        return coins
    }
}
