/// Hands jobs from any thread to those that wait for them, in order.
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {  // every access to the variables holds `monitor`
    private let monitor = Monitor()
    private let capacity: Int
    private var jobs: [(job: Job, since: ContinuousClock.Instant)] = []
    private var idle = 0
    private var isClosed = false

    package init(capacity: Int) { self.capacity = capacity }

    package enum Refusal: Error { case full, closed }

    /// - Returns: whether there is a job for every thread that waits for one, so that another thread would help.
    @discardableResult
    package func push(_ job: Job) throws(Refusal) -> Bool {
        let answer: Result<Bool, Refusal> = monitor.withLock {
            if isClosed { return .failure(.closed) }
            if jobs.count >= capacity { return .failure(.full) }
            jobs.append((job, .now))
            monitor.wakeOne()
            return .success(jobs.count > idle)
        }
        return try answer.get()
    }

    /// Waits for a job and takes up to `maximum` of those that are there; empty once the queue is closed and drained.
    package func take(maximum: Int) -> [Job] {
        monitor.withLock {
            idle += 1
            while jobs.isEmpty && !isClosed { monitor.wait() }
            idle -= 1
            let taken = jobs.prefix(maximum).map(\.job)
            jobs.removeFirst(taken.count)
            return taken
        }
    }

    /// Takes out the jobs that nobody has taken for so long.
    package func takeOverdue(after patience: Duration) -> [Job] {
        monitor.withLock {
            let now = ContinuousClock.now
            let overdue = jobs.prefix { now - $0.since >= patience }.map(\.job)
            jobs.removeFirst(overdue.count)
            return overdue
        }
    }

    /// No more jobs are accepted; those that are there are still handed out.
    package func close() {
        monitor.withLock {
            isClosed = true
            monitor.wakeAll()
        }
    }
}
