internal import Cashu

/// The amounts of a swap's outputs, in ascending order so that the mint cannot tell what is kept from what is sent
/// (NUT-03).
struct OutputAmounts: Sendable, Hashable {
    let amounts: [UInt64]
    /// `isForToken[i]` tells whether output i is to be sent on.
    let isForToken: [Bool]

    /// `nil` when the keyset's denominations cannot make up one of the two.
    init?(kept: UInt64, sent: UInt64 = 0, of keys: KeysetKeys) {
        var parts: [(amount: UInt64, isForToken: Bool)] = []
        for (amount, isForToken) in [(kept, false), (sent, true)] {
            let split = Money.split(amount, into: keys.amounts)
            guard Money.sum(split) == amount else { return nil }
            parts += split.map { ($0, isForToken) }
        }
        parts.sort { ($0.amount, $0.isForToken ? 1 : 0) < ($1.amount, $1.isForToken ? 1 : 0) }
        amounts = parts.map(\.amount)
        isForToken = parts.map(\.isForToken)
    }
}
