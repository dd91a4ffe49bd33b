import Storage

/// The one way from a process of the mint to what surrounds it. Writes down every site that is passed, in their order,
/// and strikes at one of them.
final class Passage: FaultInjection, @unchecked Sendable {  // every access to `state` holds `monitor`
    private enum Target {
        /// Counted from 1 on. Of a COMMIT, also which of the transactions that write.
        case number(Int, write: Int?)
        /// The first whose name ends so.
        case first(String)
    }

    private struct State {
        var isWatching = false
        var sites: [FaultSite] = []
        var plan: (target: Target, disturbance: Disturbance)?
        var hasFired = false
        /// The site that is being passed is the one to strike at, afterwards.
        var isDue = false
        var away: Set<FaultSite.Component> = []
        var transaction = ""
        var reads = 0
        var writes = 0
    }

    private let monitor = Monitor()
    private var state = State()
    private static let error = DatabaseError(.storageFailure, "injected")

    /// Writes down what is passed from now on.
    func watch() { monitor.withLock { state = State(isWatching: true) } }

    /// - Parameter number: the place of `site` among those that were passed when nothing struck.
    func watch(_ number: Int, _ site: FaultSite, _ disturbance: Disturbance) {
        monitor.withLock {
            state = State(isWatching: true, plan: (.number(number, write: site.write), disturbance))
        }
    }

    func watch(first name: String, _ disturbance: Disturbance) {
        monitor.withLock { state = State(isWatching: true, plan: (.first(name), disturbance)) }
    }

    /// Ends the watch, and with it an outage. Who has crashed stays dead.
    /// - Returns: what was passed up to the strike, and whether there was one.
    func end() -> (sites: [FaultSite], hasFired: Bool) {
        monitor.withLock {
            if state.hasFired, state.plan?.disturbance.isCrash != true { state.away = [] }
            state.isWatching = false
            state.plan = nil
            return (state.sites, state.hasFired)
        }
    }

    /// As if nothing had been away.
    func revive() { monitor.withLock { state.away = [] } }

    // MARK: What passes

    /// - Returns: whether it is in vain.
    func enter(_ component: FaultSite.Component, _ name: @autoclosure () -> String, isCommit: Bool = false) -> Bool {
        monitor.withLock {
            if state.away.contains(component) { return true }
            guard state.isWatching, !state.hasFired else { return false }
            let place = component == .database ? "\(state.transaction) · " : ""
            let site = FaultSite(
                component: component, name: distinct("\(place)\(name())"), write: isCommit ? state.writes : nil)
            state.sites.append(site)
            guard let plan = state.plan, isTarget(plan.target, site) else { return false }
            state.isDue = plan.disturbance.isAfter
            return !state.isDue && strike(component)
        }
    }

    /// - Returns: whether the answer is lost.
    func leave(_ component: FaultSite.Component) -> Bool {
        monitor.withLock {
            guard state.isDue else { return false }
            state.isDue = false
            return strike(component)
        }
    }

    /// Whether what struck is that the node ends, and starts again.
    var restartsNode: Bool { monitor.withLock { state.plan?.disturbance == .nodeRestarts } }

    private func strike(_ component: FaultSite.Component) -> Bool {
        guard let disturbance = state.plan?.disturbance else { return false }
        state.hasFired = true
        state.away = disturbance.aftermath(of: component)
        return true
    }

    private func isTarget(_ target: Target, _ site: FaultSite) -> Bool {
        switch target {
        case .number(let number, _): state.sites.count == number
        case .first(let name): site.name.hasSuffix(name)
        }
    }

    private func distinct(_ name: String) -> String {
        let others = state.sites.count { $0.name == name || $0.name.hasPrefix("\(name) (") }
        return others == 0 ? name : "\(name) (\(others + 1))"
    }

    // MARK: Transactions

    func beginRead() {
        monitor.withLock {
            state.reads += 1
            state.transaction = "read \(state.reads)"
        }
    }

    /// - Returns: whether its COMMIT is not to be answered, nor to write.
    func beginWrite() -> Bool {
        monitor.withLock {
            state.writes += 1
            state.transaction = "TX \(state.writes)"
            guard state.isWatching, !state.hasFired, let plan = state.plan, plan.disturbance.isLostCommit,
                case .number(_, let write?) = plan.target
            else { return false }
            return write == state.writes
        }
    }

    func loseCommit() { monitor.withLock { _ = strike(.database) } }

    // MARK: FaultInjection

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if enter(.database, statement.summary, isCommit: point == .commit) { throw Self.error }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if leave(.database) { throw Self.error }
    }
}
