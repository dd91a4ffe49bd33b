package import CashuCrypto

/// The public keys of a keyset by amount: ascending, each amount once, at least one (NUT-01).
package struct KeysetKeys: Sendable, Hashable {
    /// Ascending and distinct.
    package let amounts: [UInt64]
    /// `publicKeys[i]` signs `amounts[i]`.
    package let publicKeys: [PublicKey]

    /// The most denominations a keyset may have.
    package static let maximumCount = 64

    /// `nil` when the amounts are not strictly ascending, zero is among them, or the counts differ or are out of
    /// 1...64.
    package init?(amounts: [UInt64], publicKeys: [PublicKey]) {
        guard amounts.count == publicKeys.count, (1...Self.maximumCount).contains(amounts.count), amounts[0] > 0,
            zip(amounts, amounts.dropFirst()).allSatisfy({ $0 < $1 })
        else { return nil }
        self.amounts = amounts
        self.publicKeys = publicKeys
    }

    /// Sorts first; `nil` as above (a repeated amount included).
    package init?(_ pairs: [(amount: UInt64, key: PublicKey)]) {
        let sorted = pairs.sorted { $0.amount < $1.amount }
        self.init(amounts: sorted.map(\.amount), publicKeys: sorted.map(\.key))
    }

    /// The key that signs `amount`, if the keyset has that denomination.
    package subscript(amount: UInt64) -> PublicKey? {
        index(of: amount).map { publicKeys[$0] }
    }

    /// Position of `amount`, by binary search.
    package func index(of amount: UInt64) -> Int? {
        var range = 0..<amounts.count
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            if amounts[middle] == amount { return middle }
            range = amounts[middle] < amount ? middle + 1..<range.upperBound : range.lowerBound..<middle
        }
        return nil
    }
}
