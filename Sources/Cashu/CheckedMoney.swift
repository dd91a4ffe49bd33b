/// Arithmetic on amounts that reports overflow in place of trapping: a trap would let a wallet stop the mint.
package enum Money {
    /// The most a database column holds on both engines, and so the most that any sum may reach.
    package static let maximum = UInt64(Int64.max)
    /// The highest denomination a keyset may have.
    package static let maximumDenomination = UInt64(1) << 62

    /// `nil` above `maximum`.
    package static func sum(_ amounts: some Sequence<UInt64>) -> UInt64? {
        var total: UInt64 = 0
        for amount in amounts {
            guard let next = add(total, amount) else { return nil }
            total = next
        }
        return total
    }

    /// `nil` above `maximum`.
    package static func add(_ left: UInt64, _ right: UInt64) -> UInt64? {
        let (sum, overflow) = left.addingReportingOverflow(right)
        return overflow || sum > maximum ? nil : sum
    }

    /// `nil` below zero.
    package static func subtract(_ left: UInt64, _ right: UInt64) -> UInt64? {
        let (difference, overflow) = left.subtractingReportingOverflow(right)
        return overflow ? nil : difference
    }

    /// NUT-02: the thousandths of all inputs are added first and rounded up once. `nil` on overflow.
    package static func inputFee(ppk: some Sequence<UInt64>) -> UInt64? {
        guard let thousandths = sum(ppk), let padded = add(thousandths, 999) else { return nil }
        return padded / 1_000
    }

    /// `amount` as denominations of `amounts` (ascending), the largest first. What they cannot make up is left over, as
    /// is what more than `limit` parts would take (NUT-08): the caller compares the sum.
    package static func split(_ amount: UInt64, into amounts: [UInt64], limit: Int = .max) -> [UInt64] {
        var rest = amount
        var parts: [UInt64] = []
        for denomination in amounts.reversed() where denomination > 0 {
            while rest >= denomination, parts.count < limit {
                parts.append(denomination)
                rest -= denomination
            }
        }
        return parts
    }
}
