internal import Storage

/// Answers those who have waited too long for a connection.
final class OverdueJobs: @unchecked Sendable {  // every access to the variable holds `monitor`
    private let monitor = Monitor()
    private var isOver = false

    /// How often it looks.
    private static let interval = 100

    init(of jobs: WorkQueue<PostgresEngine.Job>, _ size: Int, _ configuration: PostgresConfiguration) {
        let patience = configuration.connectionTimeout
        let error = DatabaseError(
            .busy,
            "no connection became free within \(patience): all \(size) for this of max_connections = "
                + "\(configuration.maximumConnections) are in use")
        _ = WorkerThread { [self] in
            while wait() {
                for job in jobs.takeOverdue(after: patience) { job.fail(error) }
            }
        }
    }

    /// - Returns: `false` once it is over.
    private func wait() -> Bool {
        monitor.withLock {
            if !isOver { monitor.wait(milliseconds: Self.interval) }
            return !isOver
        }
    }

    func end() {
        monitor.withLock {
            isOver = true
            monitor.wakeAll()
        }
    }
}
