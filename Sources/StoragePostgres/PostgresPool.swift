internal import Storage
internal import Synchronization

/// Connections that share a queue of jobs, each with a thread of its own and made when it is first needed.
final class PostgresPool: @unchecked Sendable {  // every access to `workers` holds `monitor`
    private let size: Int
    private let configuration: PostgresConfiguration
    private let owner: Int64
    private let jobs: WorkQueue<PostgresEngine.Job>
    private let connections = ConnectionCount()
    private let monitor = Monitor()
    private var workers: [WorkerThread] = []
    private let attendant: OverdueJobs

    /// - Parameter size: how many connections at most.
    init(_ size: Int, _ configuration: PostgresConfiguration, owner: Int64) {
        self.size = size
        self.configuration = configuration
        self.owner = owner
        jobs = WorkQueue(capacity: configuration.maximumWaiting)
        attendant = OverdueJobs(of: jobs, size, configuration)
    }

    func submit(_ job: PostgresEngine.Job) {
        let refusal: WorkQueue<PostgresEngine.Job>.Refusal? = monitor.withLock {
            do throws(WorkQueue<PostgresEngine.Job>.Refusal) {
                if try jobs.push(job), workers.count < size {
                    let (configuration, owner, jobs, connections) = (configuration, owner, jobs, connections)
                    workers.append(
                        WorkerThread { PostgresWorker(configuration, owner: owner, among: connections).work(on: jobs) })
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

    /// Accepts nothing more.
    /// - Returns: those who finish what was accepted.
    func close() -> [WorkerThread] {
        // Under the lock, so that no job is accepted for which no worker would be left.
        monitor.withLock {
            jobs.close()
            defer { workers = [] }
            return workers
        }
    }

    /// Once the workers have ended.
    func end() { attendant.end() }
}

/// How many connections the workers of a pool have.
final class ConnectionCount: Sendable {
    private let count = Atomic(0)

    func change(by difference: Int) { count.add(difference, ordering: .relaxed) }

    var isZero: Bool { count.load(ordering: .relaxed) == 0 }
}
