package import Cashu

/// How much may be signed of one unit within an interval that ends now. The purpose is a claim of the mint, so only a
/// limit on all purposes together bounds a mint that was broken into; the others find mistakes early.
package struct SigningLimit: Sendable, Hashable {
    package let unit: CurrencyUnit
    /// `nil` for all purposes together.
    package let purpose: SigningPurpose?
    /// 0 for ever, since the limit was set.
    package let intervalSeconds: UInt32
    /// In the unit.
    package let maximumAmount: UInt64?
    package let maximumOutputs: UInt64?

    /// The most limits that there may be.
    package static let maximumCount = 64
    /// 366 days.
    package static let maximumIntervalSeconds: UInt32 = 31_622_400

    package init(
        unit: CurrencyUnit, purpose: SigningPurpose?, intervalSeconds: UInt32, maximumAmount: UInt64?,
        maximumOutputs: UInt64?
    ) {
        self.unit = unit
        self.purpose = purpose
        self.intervalSeconds = intervalSeconds
        self.maximumAmount = maximumAmount
        self.maximumOutputs = maximumOutputs
    }

    /// Neither maximum: it takes a limit away.
    package var isRemoval: Bool { maximumAmount == nil && maximumOutputs == nil }
}

/// A limit and how much of it is used.
package struct UsedLimit: Sendable, Equatable {
    package let limit: SigningLimit
    package let amount: UInt64
    package let outputs: UInt64

    package init(limit: SigningLimit, amount: UInt64, outputs: UInt64) {
        self.limit = limit
        self.amount = amount
        self.outputs = outputs
    }
}
