/// What a unit is worth in bitcoin, exactly: so many of it make one. A quote keeps the rate at which it was made.
///
/// No unit is worth less than a millisatoshi, so an amount never has more digits than its millisatoshis.
package struct UnitRate: Sendable, Hashable {
    package let perBitcoin: UInt64

    private static let msatPerBitcoin: UInt64 = 100_000_000_000

    package init?(perBitcoin: UInt64) {
        guard (1...Self.msatPerBitcoin).contains(perBitcoin) else { return nil }
        self.perBitcoin = perBitcoin
    }

    private init(known perBitcoin: UInt64) { self.perBitcoin = perBitcoin }

    package static let sat = UnitRate(known: 100_000_000)
    package static let msat = UnitRate(known: msatPerBitcoin)

    /// What has to be paid for this many of the unit, rounded up; `nil` above what a column of the database holds.
    package func msat(for amount: UInt64) -> UInt64? {
        guard let (quotient, remainder) = Self.divide(amount, by: perBitcoin, into: Self.msatPerBitcoin) else {
            return nil
        }
        return Money.add(quotient, remainder == 0 ? 0 : 1)
    }

    /// What may be spent of this many of the unit, rounded down; `nil` above what a column of the database holds.
    package func msat(within amount: UInt64) -> UInt64? {
        guard let (quotient, _) = Self.divide(amount, by: perBitcoin, into: Self.msatPerBitcoin),
            quotient <= Money.maximum
        else { return nil }
        return quotient
    }

    /// How many of the unit it takes to pay this, rounded up (NUT-23).
    package func amount(forMsat msat: UInt64) -> UInt64 {
        // The quotient is not above `msat`, because `perBitcoin` is not above what it is divided by.
        let (quotient, remainder) = Self.msatPerBitcoin.dividingFullWidth(msat.multipliedFullWidth(by: perBitcoin))
        return quotient + (remainder == 0 ? 0 : 1)
    }

    /// How many whole ones of the unit it pays for, rounded down.
    package func amount(withinMsat msat: UInt64) -> UInt64 {
        Self.msatPerBitcoin.dividingFullWidth(msat.multipliedFullWidth(by: perBitcoin)).quotient
    }

    /// amount · factor / divisor; `nil` when it does not fit.
    private static func divide(
        _ amount: UInt64, by divisor: UInt64, into factor: UInt64
    ) -> (quotient: UInt64, remainder: UInt64)? {
        let product = amount.multipliedFullWidth(by: factor)
        guard product.high < divisor else { return nil }
        return divisor.dividingFullWidth(product)
    }
}
