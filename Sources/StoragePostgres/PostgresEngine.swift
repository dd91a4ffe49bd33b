package import Storage
internal import Synchronization

/// A database on a PostgreSQL server. Each connection belongs to a thread of its own, is made when it is first needed,
/// and is closed rather than used again when anything about it is doubtful. Some of them only read, so that reads go on
/// while every write waits for a standby. One connection more than configured listens for notices and holds the lock
/// that tells other processes that this one lives.
package final class PostgresEngine: DatabaseEngine {
    enum Job: Sendable {
        case read(any ReadJob)
        case write(any WriteJob)

        func fail(_ error: DatabaseError) {
            switch self {
            case .read(let job): job.fail(error)
            case .write(let job): job.finish(.notWritten(error))
            }
        }
    }

    package let owner: Int64
    package let notices = NoticeBoard()
    private let writes: PostgresPool
    /// With one connection, the same.
    private let reads: PostgresPool
    private let listener: PostgresListener
    private let listening: WorkerThread

    /// Connects once, so that a server that cannot be used is known at once.
    package init(_ configuration: PostgresConfiguration) throws(DatabaseError) {
        owner = Int64.random(in: 1...Int64.max)
        let listener = try PostgresListener(configuration, owner: owner, board: notices)
        self.listener = listener
        listening = WorkerThread { listener.run() }
        let size = max(1, configuration.maximumConnections)
        let reading = size / 4 + (2...3 ~= size ? 1 : 0)
        writes = PostgresPool(size - reading, configuration, owner: owner)
        reads = reading == 0 ? writes : PostgresPool(reading, configuration, owner: owner)
    }

    package func submit(_ job: any ReadJob) { reads.submit(.read(job)) }
    package func submit(_ job: any WriteJob) { writes.submit(.write(job)) }

    /// Whether others see that this process lives. Without it they may take over what it works on.
    package var isHeld: Bool { listener.isHolding }

    /// Finishes what was submitted. The lock that says that this process lives is let go of last.
    package func close() async {
        let workers = reads.close() + writes.close()
        let (reads, writes, listener, listening) = (reads, writes, listener, listening)
        await withCheckedContinuation { continuation in
            _ = WorkerThread {
                for worker in workers { worker.join() }
                reads.end()
                writes.end()
                listener.end()
                listening.join()
                continuation.resume()
            }
        }
        notices.close()
    }

    deinit {
        _ = reads.close() + writes.close()
        reads.end()
        writes.end()
        listener.end()
        notices.close()
    }
}
