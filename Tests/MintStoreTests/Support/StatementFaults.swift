import Storage
import Synchronization

/// Strikes once, when the n-th statement since it was armed is run, BEGIN and COMMIT counted. Also keeps what is run.
final class StatementFaults: FaultInjection {
    enum Moment: CaseIterable, Sendable {
        /// The statement does not reach the database.
        case before
        /// Its answer is lost.
        case after
    }

    private struct State {
        var moment: Moment?
        var countdown = 0
        var recorded: [String]?
    }

    private let state = Mutex(State())
    static let error = DatabaseError(.storageFailure, "injected")

    func arm(_ moment: Moment, at number: Int) {
        state.withLock { $0 = State(moment: moment, countdown: number) }
    }

    /// - Returns: whether it struck.
    func disarm() -> Bool {
        state.withLock { state in
            defer { state.moment = nil }
            return state.countdown <= 0
        }
    }

    /// From now on.
    func record() { state.withLock { $0.recorded = [] } }

    /// What was run since, in the words of PostgreSQL, whichever the engine.
    func recorded() -> [String] {
        state.withLock { state in
            defer { state.recorded = nil }
            return state.recorded ?? []
        }
    }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        let strikes = state.withLock { state in
            state.recorded?.append(statement.text(in: .postgres))
            guard let moment = state.moment else { return false }
            state.countdown -= 1
            return moment == .before && state.countdown == 0
        }
        if strikes { throw Self.error }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if state.withLock({ $0.moment == .after && $0.countdown == 0 }) { throw Self.error }
    }
}
