internal import Cashu

/// An amount as Lightning counts it. The mint's units are whole satoshis.
struct Millisatoshi: Sendable, Equatable {
    let value: UInt64

    private static let perSat: UInt64 = 1_000

    init(_ value: UInt64) { self.value = value }

    /// `nil` above what a column of the database holds.
    init?(sat: UInt64) {
        let (product, overflow) = sat.multipliedReportingOverflow(by: Self.perSat)
        guard !overflow, product <= Money.maximum else { return nil }
        value = product
    }

    /// NUT-23: what a wallet pays is rounded up.
    var satRoundedUp: UInt64 { value / Self.perSat + (value % Self.perSat == 0 ? 0 : 1) }
}
