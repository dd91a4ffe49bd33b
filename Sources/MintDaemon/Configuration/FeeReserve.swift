internal import StrictTOML

/// What a melt sets aside for the fees of its payment.
package struct FeeReserve: Sendable, Equatable {
    /// Of the amount.
    package var partsPerMillion: UInt64 = 20_000
    /// At least so much.
    package var minimumMsat: UInt64 = 2_000

    package init() {}

    /// `fee_percent`, which despite its name is a fraction, and `reserve_fee_min` in sat, as CDK's mint has both.
    mutating func read(_ section: inout ConfigurationSection) throws(ConfigurationError) {
        if let fraction = try section.fraction("fee_percent", in: 0...1) {
            partsPerMillion = UInt64((fraction * 1_000_000).rounded())
        }
        if let sat = try section.integer("reserve_fee_min", in: 0...1_000_000) { minimumMsat = sat * 1_000 }
    }
}
