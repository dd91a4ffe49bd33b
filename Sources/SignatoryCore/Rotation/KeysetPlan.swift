internal import Cashu
internal import SignatoryAPI

/// A keyset to be made, after everything that does not need the database was checked.
struct KeysetPlan: Sendable {
    let unit: CurrencyUnit
    let inputFeePPK: UInt64
    /// Ascending, distinct, 1 to `KeysetKeys.maximumCount`.
    let amounts: [UInt64]
    let finalExpiry: UInt64?
    let idVersion: KeysetIDVersion

    /// An expiry nearer than this is taken for a mistake: wallets could not even react.
    static let minimumLifeSeconds: UInt64 = 86_400

    init(
        unit: CurrencyUnit, inputFeePPK: UInt64, amounts: [UInt64], finalExpiry: UInt64?, idVersion: KeysetIDVersion,
        now: UInt64
    ) throws(SignatoryError) {
        try Self.check(amounts)
        // A request of the most inputs must have a fee that a column can hold.
        guard inputFeePPK <= Money.maximum / UInt64(ProofClaim.maximumCount) else {
            throw SignatoryError(.invalidArgument, "an input fee of \(inputFeePPK) thousandths is out of range")
        }
        if let finalExpiry {
            guard let earliest = Money.add(now, Self.minimumLifeSeconds), finalExpiry > earliest,
                finalExpiry <= Money.maximum
            else { throw SignatoryError(.invalidArgument, "the final expiry must be more than a day from now") }
        }
        self.unit = unit
        self.inputFeePPK = inputFeePPK
        self.amounts = amounts
        self.finalExpiry = finalExpiry
        self.idVersion = idVersion
    }

    private static func check(_ amounts: [UInt64]) throws(SignatoryError) {
        guard (1...KeysetKeys.maximumCount).contains(amounts.count) else {
            throw SignatoryError(.invalidArgument, "a keyset has 1 to \(KeysetKeys.maximumCount) amounts")
        }
        var lowest: UInt64 = 0
        for (index, amount) in amounts.enumerated() {
            guard amount > lowest else {
                throw SignatoryError(
                    .invalidArgument, "amounts must be above zero, ascending and different: \(amount) is not",
                    index: index)
            }
            guard amount <= Money.maximumDenomination else {
                throw SignatoryError(.invalidArgument, "amount \(amount) is above 2^62", index: index)
            }
            lowest = amount
        }
    }
}
