package import Logging

/// The one way from a statement to an engine: counts, times and logs it, and lets tests put faults in its place.
package struct StatementFunnel: Sendable {
    private let logger: Logger
    private let slowThreshold: Duration
    private let faults: (any FaultInjection)?

    /// - Parameter slowThreshold: a statement that takes longer is logged as a warning, with its text.
    package init(logger: Logger, slowThreshold: Duration = .milliseconds(20), faults: (any FaultInjection)? = nil) {
        self.logger = logger
        self.slowThreshold = slowThreshold
        self.faults = faults
    }

    /// For trouble of an engine's own that fails no statement of a transaction.
    package func note(_ problem: String, _ error: DatabaseError) {
        logger.error("\(problem)", metadata: ["error": "\(error)"])
    }

    package func run(_ statement: SQL, on connection: any SQLConnection) throws(DatabaseError) -> StatementResult {
        try run(statement, on: connection, at: .statement)
    }

    /// - Parameter point: which kind of fault may strike here.
    package func run(
        _ statement: SQL, on connection: any SQLConnection, at point: FaultPoint
    ) throws(DatabaseError) -> StatementResult {
        try faults?.before(point, statement)
        let start = ContinuousClock.now
        let result: StatementResult
        do throws(DatabaseError) {
            result = try connection.perform(statement)
        } catch {
            // A violated constraint is how a double spend is refused: no fault of the database.
            logger.log(
                level: error.kind == .uniqueViolation ? .debug : .error, "statement failed",
                metadata: ["sql": "\(statement.text())", "error": "\(error)"])
            throw error
        }
        let duration = ContinuousClock.now - start
        if duration >= slowThreshold {
            logger.warning("slow statement", metadata: ["sql": "\(statement.text())", "duration": "\(duration)"])
        } else {
            logger.trace("statement", metadata: ["sql": "\(statement.text())", "duration": "\(duration)"])
        }
        try faults?.after(point, statement)
        return result
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
