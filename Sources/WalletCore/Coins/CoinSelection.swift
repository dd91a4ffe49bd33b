internal import Cashu

/// Which coins to spend. Amounts are nearly always powers of two, for which taking the largest that fits is exact.
enum CoinSelection {
    struct Candidate: Sendable, Hashable {
        let coin: Coin
        /// Of its keyset, in thousandths of the unit.
        let inputFeePPK: UInt64
        /// Coins of other keysets are spent first (NUT-02).
        let isOfActiveKeyset: Bool
    }

    struct Selection: Sendable, Hashable {
        let coins: [Coin]
        let sum: UInt64
        /// What spending these coins costs.
        let fee: UInt64
    }

    /// Coins that are worth exactly `amount`, to be handed over as they are; `nil` when there are none.
    static func exact(_ amount: UInt64, of candidates: [Candidate]) -> [Coin]? {
        var rest = amount
        let taken = ordered(candidates).filter { candidate in
            guard candidate.coin.amount <= rest else { return false }
            rest -= candidate.coin.amount
            return true
        }
        return rest == 0 ? taken.map(\.coin) : nil
    }

    /// Coins that are worth `amount` after the fee for spending them (NUT-02), and as little more as is simple.
    static func sufficient(_ amount: UInt64, of candidates: [Candidate]) throws(WalletError) -> Selection {
        guard let available = Money.sum(candidates.map(\.coin.amount)) else { throw .unusableAmount }
        let candidates = ordered(candidates)
        var fee: UInt64 = 0
        // The fee of a selection can only be known once it is made; each round looks for coins that pay for the last.
        while let needed = Money.add(amount, fee) {
            guard let selection = try worth(needed, candidates) else {
                throw .insufficientFunds(available: available, needed: needed)
            }
            if let covered = Money.add(amount, selection.fee), selection.sum >= covered { return selection }
            fee = max(selection.fee, fee + 1)
        }
        throw .unusableAmount
    }

    /// Largest first; among equals, those of inactive keysets first.
    private static func ordered(_ candidates: [Candidate]) -> [Candidate] {
        candidates.sorted { left, right in
            left.coin.amount != right.coin.amount
                ? left.coin.amount > right.coin.amount : !left.isOfActiveKeyset && right.isOfActiveKeyset
        }
    }

    /// Coins worth at least `amount`: those that fit, the smallest one that covers what is left, and then without
    /// those that this one made superfluous. `nil` when all together are worth less.
    private static func worth(_ amount: UInt64, _ candidates: [Candidate]) throws(WalletError) -> Selection? {
        var rest = amount
        var taken: [Candidate] = []
        var left: [Candidate] = []
        for candidate in candidates {
            if candidate.coin.amount <= rest {
                rest -= candidate.coin.amount
                taken.append(candidate)
            } else {
                left.append(candidate)
            }
        }
        if rest > 0 {
            // Every coin that is left was larger than what was left to cover, so the smallest, the last, covers it.
            guard let cover = left.last else { return nil }
            var excess = cover.coin.amount - rest
            taken.removeAll { candidate in
                guard candidate.coin.amount <= excess else { return false }
                excess -= candidate.coin.amount
                return true
            }
            taken.append(cover)
        }
        guard let sum = Money.sum(taken.map(\.coin.amount)), let fee = Money.inputFee(ppk: taken.map(\.inputFeePPK))
        else { throw .unusableAmount }
        return Selection(coins: taken.map(\.coin), sum: sum, fee: fee)
    }
}
