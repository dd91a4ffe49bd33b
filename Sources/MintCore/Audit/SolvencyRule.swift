/// When a mint counts as short of money, and what it then does not do.
package struct SolvencyRule: Sendable, Equatable {
    /// What is paused while it is short. Nothing that was begun is touched, and swaps go on.
    package enum Consequence: String, Sendable, CaseIterable {
        /// It is logged, and shown by the metrics.
        case none
        case minting
        case melting
        case both

        var pausesMinting: Bool { self == .minting || self == .both }
        var pausesMelting: Bool { self == .melting || self == .both }
    }

    /// What the node must have at least, in millionths of what the mint owes.
    package var partsPerMillion: UInt64 = 1_000_000
    package var consequence = Consequence.none
    /// How often in a row it must be found short: a balance and the books are not read at the same instant.
    package var looks = 3

    package init() {}
}
