/// What comes of paying an invoice. It stands in the invoice's description as `cln:NAME`.
package enum StandInFate: String, Sendable, CaseIterable {
    case settle
    /// 205.
    case noRoute = "no-route"
    /// Under way, refused by the payee; 203.
    case refuse
    /// 206.
    case tooExpensive = "too-expensive"
    /// 215.
    case noFunds = "no-funds"
    /// 209, after all parts failed.
    case giveUp = "give-up"
    /// 209 with no record of anything.
    case giveUpEarly = "give-up-early"
    /// Pending until its end is told; the call waits for it.
    case hang
    /// 205 at once, while a part is pending.
    case failEarly = "fail-early"
    /// Pending, then the connection ends.
    case hangCut = "hang-cut"
    /// Paid, then the connection ends in the middle of the answer.
    case settleCut = "settle-cut"
    /// The connection ends before the call is read.
    case lost
    /// Complete, with a preimage of something else, in the answer and in the lists.
    case wrongPreimage = "wrong-preimage"
    /// Complete and without a preimage in the list; the answer is lost.
    case noPreimage = "no-preimage"
    /// Ten times the fee that was allowed.
    case overcharge
    /// The node looks for routes without a record of anything, and the connection ends. It goes on when its end is
    /// told.
    case routing
    /// The first part fails, the node looks for another way until its end is told, and the connection ends.
    case retrying
    /// As `retrying`, and the call waits for the end.
    case retryingHeld = "retrying-held"
    /// As `routing`, and the call waits for the end.
    case routingHeld = "routing-held"
    /// A plugin dies: -4 while the payment is pending.
    case pluginDies = "plugin-dies"
    /// -1, and it is paid.
    case genericErrorPaid = "generic-error-paid"
    /// One part pending, one complete, one failed: three entries for one hash, and the connection ends.
    case threeEntries = "three-entries"

    private static let prefix = "cln:"

    package var description: String { Self.prefix + rawValue }

    /// A description that names no fate is paid.
    init(description: String?) {
        guard let description, description.hasPrefix(Self.prefix) else {
            self = .settle
            return
        }
        self = Self(rawValue: String(description.dropFirst(Self.prefix.count))) ?? .noRoute
    }
}
