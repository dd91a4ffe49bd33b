package import Cashu

/// What quotes of one unit may ask, in the unit (NUT-06).
package struct UnitTerms: Sendable, Equatable {
    package var unit: CurrencyUnit
    package var minimumMint: UInt64 = 1
    package var maximumMint: UInt64 = 500_000
    package var minimumMelt: UInt64 = 1
    package var maximumMelt: UInt64 = 500_000

    package init(_ unit: CurrencyUnit) { self.unit = unit }
}

extension UnitTerms {
    func checkMint(_ amount: UInt64) throws(NUTError) { try Self.check(amount, minimumMint, maximumMint) }
    func checkMelt(_ amount: UInt64) throws(NUTError) { try Self.check(amount, minimumMelt, maximumMelt) }

    private static func check(_ amount: UInt64, _ minimum: UInt64, _ maximum: UInt64) throws(NUTError) {
        guard amount >= minimum, amount <= maximum, amount > 0 else {
            throw NUTError(.amountOutsideLimits, "the amount is not within \(minimum) to \(maximum)")
        }
    }
}
