package import Logging
package import Storage

/// Which server, as whom, and how patiently.
package struct PostgresConfiguration: Sendable {
    /// How the connection is protected: `sslmode` of https://www.postgresql.org/docs/15/libpq-ssl.html.
    package enum TLSMode: String, Sendable, CaseIterable {
        case disable, allow, prefer, require
        /// The certificate is signed by an authority of `sslrootcert`.
        case verifyCA = "verify-ca"
        /// And names the host that was asked for.
        case verifyFull = "verify-full"
    }

    /// `postgres://user:password@host/name?key=value` or `host=… dbname=…`, as libpq reads them. May hold a password,
    /// so it is never logged.
    package var connection: String
    /// In place of the `sslmode` that `connection` says.
    package var tlsMode: TLSMode?
    /// Connections of this process at most. They are made when they are needed.
    package var maximumConnections = 20
    /// For making a connection, and for waiting until one is free.
    package var connectionTimeout: Duration = .seconds(10)
    /// After which the server gives up a statement.
    package var statementTimeout: Duration = .seconds(30)
    /// After which the server gives up waiting for a row that another transaction holds.
    package var lockTimeout: Duration = .seconds(10)
    /// How much later than the server itself a statement is given up here, and a COMMIT with it: then the connection is
    /// taken for lost.
    package var answerGrace: Duration = .seconds(5)
    /// After which the server ends a session that has begun a transaction and says nothing more: that of a host that
    /// was cut off, whose locks would otherwise stay.
    package var idleInTransactionTimeout: Duration = .seconds(20)
    /// For how long the end of a session that owes the answer to COMMIT is waited for, before its outcome is called
    /// undecided.
    package var decisionTimeout: Duration = .seconds(30)
    /// Jobs that may wait for a connection. More are refused as `.busy`.
    package var maximumWaiting = 10_000
    package var slowStatement: Duration = .milliseconds(20)
    package var faults: (any FaultInjection)?
    package var plans: (any PlanInspection)?
    package var logger: Logger

    package init(_ connection: String, logger: Logger) {
        self.connection = connection
        self.logger = logger
    }

    var answerTimeout: Duration { max(statementTimeout, lockTimeout) + answerGrace }

    var funnel: StatementFunnel {
        StatementFunnel(logger: logger, slowThreshold: slowStatement, faults: faults, plans: plans)
    }
}
