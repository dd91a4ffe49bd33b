/// What a check found.
struct Findings {
    var done = 0
    var undone = 0
    var refused = 0
    /// Of those that were done and undone: not answered, or with 5xx.
    var doubtfulDone = 0
    var doubtfulUndone = 0
    /// Neither done nor undone when they were first looked at.
    var underWay = 0
    /// Sent, and not answered, when the target was killed.
    var inFlight = 0
    /// Left for the next check, because the payment is not over.
    var open = 0
    var repeated = 0
    var lost: UInt64 = 0
    var doubled: UInt64 = 0
    var stuck = 0
    /// What else must not be.
    var faults: [String] = []

    var doubtful: Int { doubtfulDone + doubtfulUndone }
    var isFine: Bool { lost == 0 && doubled == 0 && stuck == 0 && faults.isEmpty }

    static func += (left: inout Findings, right: Findings) {
        left.done += right.done
        left.undone += right.undone
        left.refused += right.refused
        left.doubtfulDone += right.doubtfulDone
        left.doubtfulUndone += right.doubtfulUndone
        left.underWay += right.underWay
        left.inFlight += right.inFlight
        left.open += right.open
        left.repeated += right.repeated
        left.lost += right.lost
        left.doubled += right.doubled
        left.stuck += right.stuck
        left.faults += right.faults
    }

    mutating func add(_ damage: Damage, _ request: Request) {
        lost += damage.lost
        doubled += damage.doubled
        if damage.isStuck { stuck += 1 }
        faults.append("\(damage.why): \(request)")
    }
}
