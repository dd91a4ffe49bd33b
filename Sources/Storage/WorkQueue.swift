/// Hands jobs from any thread to those that wait for them, in order.
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {  // every access to the variables holds `monitor`
    private let monitor = Monitor()
    private let capacity: Int
    private var jobs: [Waiting] = []
    private var idle = 0
    private var isClosed = false

    package struct Waiting: Sendable {
        package let job: Job
        let since: ContinuousClock.Instant
    }

    package init(capacity: Int) { self.capacity = capacity }

    package enum Refusal: Error { case full, closed }

    /// - Returns: whether there is a job for every thread that waits for one, so that another thread would help.
    @discardableResult
    package func push(_ job: Job) throws(Refusal) -> Bool {
        let answer: Result<Bool, Refusal> = monitor.withLock {
            if isClosed { return .failure(.closed) }
            if jobs.count >= capacity { return .failure(.full) }
            jobs.append(Waiting(job: job, since: .now))
            monitor.wakeOne()
            return .success(jobs.count > idle)
        }
        return try answer.get()
    }

    /// Waits for a job; `nil` once the queue is closed and drained.
    package func takeOne() -> Waiting? {
        monitor.withLock {
            idle += 1
            while jobs.isEmpty && !isClosed { monitor.wait() }
            idle -= 1
            return jobs.isEmpty ? nil : jobs.removeFirst()
        }
    }

    /// Gives a job back for another thread to take, before all others, as if it had never been taken.
    package func putBack(_ waiting: Waiting) {
        monitor.withLock {
            jobs.insert(waiting, at: 0)
            monitor.wakeOne()
        }
    }

    /// Waits for a job and takes up to `maximum` of those that are there; empty once the queue is closed and drained.
    package func take(maximum: Int) -> [Job] {
        monitor.withLock {
            idle += 1
            while jobs.isEmpty && !isClosed { monitor.wait() }
            idle -= 1
            let taken = jobs.prefix(maximum).map { $0.job }
            jobs.removeFirst(taken.count)
            return taken
        }
    }

    /// Takes out the jobs that nobody has taken for so long.
    package func takeOverdue(after patience: Duration) -> [Job] {
        monitor.withLock {
            let now = ContinuousClock.now
            let overdue = jobs.prefix { now - $0.since >= patience }.map { $0.job }
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
