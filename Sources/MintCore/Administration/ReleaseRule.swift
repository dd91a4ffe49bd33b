/// When an operation may be undone, and give back what it holds.
package enum ReleaseRule: Sendable, Equatable {
    /// The row is no saga of this release, or one that holds nothing: it may be deleted while nothing is held in its
    /// name.
    case nothingHeld
    /// A swap: signatures, if there were any, never left, so recovery undoes it once nobody works on it.
    case unsigned
    /// Never: an output is signed, and can be restored by its wallet.
    case signed
    /// A melt: nobody was asked to pay, so recovery undoes it once nobody works on it.
    case notAttempted
    /// A melt: once the backend confirms that this attempt failed; or when it has no record of it after the last
    /// moment at which an order to pay could have reached it. `nil` when the invoice is unreadable.
    case attempted(lastMoment: UInt64?)
    /// Never: it is paid, and recovery completes it.
    case paid

    package var name: String {
        switch self {
        case .nothingHeld: "nothing-held"
        case .unsigned: "unsigned"
        case .signed: "signed"
        case .notAttempted: "not-attempted"
        case .attempted: "attempted"
        case .paid: "paid"
        }
    }

    package var lastMoment: UInt64? {
        guard case .attempted(let moment) = self else { return nil }
        return moment
    }

    package var explanation: String {
        switch self {
        case .nothingHeld: "no saga of this release, or one that holds nothing: may be released while it holds nothing"
        case .unsigned: "may be released: no output is signed; recovery does so once nobody works on it"
        case .signed: "never to be released: an output is signed, and its wallet can restore it"
        case .notAttempted: "may be released: nobody was asked to pay; recovery does so once nobody works on it"
        case .attempted(.some):
            "to be released once the backend confirms that this attempt failed, or has no record of it after the last "
                + "moment at which an order to pay could have reached it"
        case .attempted(nil): "to be released once the backend confirms that this attempt failed"
        case .paid: "never to be released: it is paid, and recovery completes it"
        }
    }
}
