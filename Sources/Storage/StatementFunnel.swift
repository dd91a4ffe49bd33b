package import Logging
internal import Metrics

/// The one way from a statement to an engine: counts, times and logs it, and lets tests put faults in its place.
///
/// Metrics: `database_statement_seconds`, and `database_statement_failures_total` by kind of error.
package struct StatementFunnel: Sendable {
    private let logger: Logger
    private let slowThreshold: Duration
    private let faults: (any FaultInjection)?
    private let plans: (any PlanInspection)?
    private let seconds = Metrics.Timer(label: "database_statement_seconds")

    /// - Parameter slowThreshold: a statement that takes longer is logged as a warning, with its text and where it was
    ///   asked for.
    package init(
        logger: Logger, slowThreshold: Duration = .milliseconds(20), faults: (any FaultInjection)? = nil,
        plans: (any PlanInspection)? = nil
    ) {
        self.logger = logger
        self.slowThreshold = slowThreshold
        self.faults = faults
        self.plans = plans
    }

    /// For trouble of an engine's own that fails no statement of a transaction.
    package func note(_ problem: String, _ error: DatabaseError) {
        logger.error("\(problem)", metadata: ["error": "\(error)"])
    }

    /// - Parameters:
    ///   - point: which kind of fault may strike here.
    ///   - site: where it was asked for, if not where this is called. (Inside a default value `#line` would be that of
    ///     this file.)
    package func run(
        _ statement: SQL, on connection: any SQLConnection, at point: FaultPoint = .statement,
        from site: CallSite? = nil, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(DatabaseError) -> StatementResult {
        let site = site ?? CallSite(file, line)
        try faults?.before(point, statement)
        if let plans, !statement.isScript { plans.inspect(try connection.plan(of: statement), statement, site) }
        let start = ContinuousClock.now
        let result: StatementResult
        do throws(DatabaseError) {
            result = try connection.perform(statement)
        } catch {
            note(error, statement, connection.dialect, site)
            throw error
        }
        note(ContinuousClock.now - start, statement, connection.dialect, site)
        try faults?.after(point, statement)
        return result
    }

    private func note(_ error: DatabaseError, _ statement: SQL, _ dialect: SQLDialect, _ site: CallSite) {
        Counter(label: "database_statement_failures_total", dimensions: [("kind", "\(error.kind)")]).increment()
        // A violated constraint is how a double spend is refused: no fault of the database.
        logger.log(
            level: error.kind == .uniqueViolation ? .debug : .error, "statement failed",
            metadata: ["sql": "\(statement.text(in: dialect))", "error": "\(error)", "site": "\(site)"])
    }

    private func note(_ duration: Duration, _ statement: SQL, _ dialect: SQLDialect, _ site: CallSite) {
        let (seconds, attoseconds) = duration.components
        self.seconds.recordNanoseconds(seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
        logger.log(
            level: duration >= slowThreshold ? .warning : .debug,
            duration >= slowThreshold ? "slow statement" : "statement",
            metadata: ["sql": "\(statement.text(in: dialect))", "duration": "\(duration)", "site": "\(site)"])
    }
}

/// Where a fault can strike.
package enum FaultPoint: Sendable, Equatable {
    case begin, statement, commit
}

/// Faults on demand, for tests: an error thrown before a statement is one that never reached the engine, one thrown
/// after it a lost answer. Nothing in production conforms to this.
package protocol FaultInjection: Sendable {
    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError)
    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError)
}

/// Looks at how statements are run, for tests that allow no scan of a large table. Nothing in production conforms to
/// this.
package protocol PlanInspection: Sendable {
    func inspect(_ plan: [String], _ statement: SQL, _ site: CallSite)
}
