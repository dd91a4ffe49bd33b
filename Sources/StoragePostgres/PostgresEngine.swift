package import Storage
internal import Synchronization

/// A database on a PostgreSQL server. Each connection belongs to a thread of its own, is made when it is first needed,
/// and is closed rather than used again when anything about it is doubtful. One connection more than configured listens
/// for notices and holds the lock that tells other processes that this one lives.
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
    private let configuration: PostgresConfiguration
    private let jobs: WorkQueue<Job>
    private let workers = Mutex<[WorkerThread]>([])
    private let listener: PostgresListener
    private let listening: WorkerThread
    private let attendant: OverdueJobs

    /// Connects once, so that a server that cannot be used is known at once.
    package init(_ configuration: PostgresConfiguration) throws(DatabaseError) {
        self.configuration = configuration
        owner = Int64.random(in: 1...Int64.max)
        jobs = WorkQueue(capacity: configuration.maximumWaiting)
        let listener = try PostgresListener(configuration, owner: owner, board: notices)
        self.listener = listener
        listening = WorkerThread { listener.run() }
        attendant = OverdueJobs(of: jobs, configuration)
    }

    package func submit(_ job: any ReadJob) { submit(.read(job)) }
    package func submit(_ job: any WriteJob) { submit(.write(job)) }

    private func submit(_ job: Job) {
        let refusal: WorkQueue<Job>.Refusal? = workers.withLock { workers in
            do throws(WorkQueue<Job>.Refusal) {
                let needsWorker = try jobs.push(job)
                if needsWorker, workers.count < max(1, configuration.maximumConnections) {
                    let (configuration, owner, jobs) = (configuration, owner, jobs)
                    workers.append(WorkerThread { PostgresWorker(configuration, owner: owner).work(on: jobs) })
                }
                return nil
            } catch {
                return error
            }
        }
        switch refusal {
        case nil: break
        case .full: job.fail(DatabaseError(.busy, "too many transactions wait for the database"))
        case .closed: job.fail(DatabaseError(.closed, "the database is closed"))
        }
    }

    /// Finishes what was submitted. The lock that says that this process lives is let go of last.
    package func close() async {
        // Under the lock, so that no job is accepted for which no worker would be left.
        let workers = workers.withLock { workers in
            jobs.close()
            defer { workers = [] }
            return workers
        }
        let (listener, listening, attendant) = (listener, listening, attendant)
        await withCheckedContinuation { continuation in
            _ = WorkerThread {
                for worker in workers { worker.join() }
                attendant.end()
                listener.end()
                listening.join()
                continuation.resume()
            }
        }
        notices.close()
    }

    deinit {
        jobs.close()
        attendant.end()
        listener.end()
    }
}
