package import Logging
package import Storage

/// Where a database is and how it is watched.
package struct SQLiteConfiguration: Sendable {
    package enum Location: Sendable, Equatable {
        /// The directory must exist. `-wal`, `-shm` and `-lock` files stand beside it.
        case file(String)
        /// Gone with the process; one connection for everything. For tests.
        case memory
    }

    package var location: Location
    /// Connections that read beside the one that writes.
    package var readers = 2
    /// Jobs that may wait for a connection. More are refused as `.busy`.
    package var maximumWaiting = 10_000
    /// Bodies of one transaction at most: enough to share a sync among all who wait, few enough to answer soon. 1 gives
    /// each a commit of its own.
    package var maximumGroup = 64
    package var slowStatement: Duration = .milliseconds(20)
    package var faults: (any FaultInjection)?
    package var plans: (any PlanInspection)?
    package var logger: Logger

    package init(_ location: Location, logger: Logger) {
        self.location = location
        self.logger = logger
    }

    var funnel: StatementFunnel {
        StatementFunnel(logger: logger, slowThreshold: slowStatement, faults: faults, plans: plans)
    }
}
