import Storage

/// Strikes when the n-th point is passed since it was armed.
final class FaultPlan: FaultInjection, @unchecked Sendable {  // every access to `state` holds `monitor`
    enum Mode: Sendable, CaseIterable {
        /// One statement does not reach the database.
        case errorBefore
        /// One answer is lost.
        case errorAfter
        /// From one statement on nothing reaches the database: as good as a crash.
        case outageBefore
        /// The same from one answer on.
        case outageAfter
    }

    private enum Plan {
        case nextCommit
        case fault(Mode)
        case action(@Sendable () -> Void)
    }

    private struct State {
        var plan: Plan?
        var countdown = 0
        var hasFired = false
    }

    private let monitor = Monitor()
    private var state = State()
    static let error = DatabaseError(.storageFailure, "injected")

    func arm(_ mode: Mode, at number: Int) {
        monitor.withLock { state = State(plan: .fault(mode), countdown: number) }
    }

    /// The next commit does not reach the database.
    func armNextCommit() { monitor.withLock { state = State(plan: .nextCommit) } }

    /// Does something in place of failing.
    func arm(at number: Int, _ action: @escaping @Sendable () -> Void) {
        monitor.withLock { state = State(plan: .action(action), countdown: number) }
    }

    /// - Returns: whether it struck.
    @discardableResult
    func disarm() -> Bool {
        monitor.withLock {
            state.plan = nil
            return state.hasFired
        }
    }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        let action = try monitor.withLock { () throws(DatabaseError) -> (@Sendable () -> Void)? in
            guard let plan = state.plan else { return nil }
            if case .nextCommit = plan {
                guard point == .commit, !state.hasFired else { return nil }
                state.hasFired = true
                throw Self.error
            }
            state.countdown -= 1
            let isDue = state.countdown == 0
            if isDue { state.hasFired = true }
            switch plan {
            case .action(let action): return isDue ? action : nil
            case .fault(.errorBefore): if isDue { throw Self.error }
            case .fault(.outageBefore): if state.hasFired { throw Self.error }
            case .fault(.outageAfter): if state.hasFired, !isDue { throw Self.error }
            case .fault(.errorAfter), .nextCommit: break
            }
            return nil
        }
        action?()
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        try monitor.withLock { () throws(DatabaseError) in
            guard case .fault(let mode)? = state.plan, state.countdown == 0 else { return }
            switch mode {
            case .errorAfter, .outageAfter: throw Self.error
            case .errorBefore, .outageBefore: break
            }
        }
    }
}
