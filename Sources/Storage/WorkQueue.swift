/// Hands jobs from any thread to those that wait for them, in order.
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {  // every access to the variables holds `monitor`
    private let monitor = Monitor()
    private let capacity: Int
    private var jobs: [Job] = []
    private var isClosed = false

    package init(capacity: Int) { self.capacity = capacity }

    package enum Refusal: Error { case full, closed }

    package func push(_ job: Job) throws(Refusal) {
        let refusal: Refusal? = monitor.withLock {
            if isClosed { return .closed }
            if jobs.count >= capacity { return .full }
            jobs.append(job)
            monitor.wakeOne()
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Waits for a job and takes up to `maximum` of those that are there; empty once the queue is closed and drained.
    package func take(maximum: Int) -> [Job] {
        monitor.withLock {
            while jobs.isEmpty && !isClosed { monitor.wait() }
            let taken = Array(jobs.prefix(maximum))
            jobs.removeFirst(taken.count)
            return taken
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
