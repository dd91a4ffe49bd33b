internal import NIOCore

/// Whether a connection is worth keeping: the other side is there, and waits for something.
struct Liveness {
    enum Action: Equatable {
        case nothing
        case ping
        /// It waits for nothing.
        case close
        /// It does not answer.
        case drop
    }

    private let patience: TimeAmount
    private var heard: NIODeadline
    /// Since when it has waited for nothing; `nil` while it does.
    private var idleSince: NIODeadline?

    init(patience: TimeAmount, now: NIODeadline) {
        self.patience = patience
        heard = now
        idleSince = now
    }

    /// How often to look.
    var interval: TimeAmount { .nanoseconds(max(1, patience.nanoseconds / 2)) }

    mutating func hear(at now: NIODeadline) { heard = now }

    mutating func setIdle(_ isIdle: Bool, at now: NIODeadline) { idleSince = isIdle ? now : nil }

    func look(at now: NIODeadline) -> Action {
        if heard + patience <= now { return .drop }
        if let idleSince, idleSince + patience <= now { return .close }
        return heard + interval <= now ? .ping : .nothing
    }
}
