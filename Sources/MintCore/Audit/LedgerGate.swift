internal import Synchronization

/// Whether the mint may use its signatory. Closed from the start until the signatory has said that this mint's books are
/// not older than those it knows: a mint that goes on from a backup has forgotten proofs that were spent, and would take
/// them again.
final class LedgerGate: Sendable {
    enum State: Sendable, Equatable {
        /// Nobody has begun to compare: what uses a mint without running it.
        case unguarded
        case waiting
        case open
        /// For good. In words for the operator.
        case rolledBack(String)
    }

    private let state = Mutex(State.unguarded)

    var current: State { state.withLock { $0 } }

    var isPassable: Bool {
        switch current {
        case .unguarded, .open: true
        case .waiting, .rolledBack: false
        }
    }

    /// What has come back stays shut: nothing may be done on the books that are here.
    func set(_ next: State) {
        state.withLock { state in
            if case .rolledBack = state { return }
            state = next
        }
    }
}
