internal import Glibc

/// Hands jobs from any thread to those that wait for them, in order.
@safe
package final class WorkQueue<Job: Sendable>: @unchecked Sendable {  // every access to `jobs` holds `mutex`
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)
    private let capacity: Int
    private var jobs: [Job] = []
    private var isClosed = false

    package init(capacity: Int) {
        self.capacity = capacity
        // With default attributes neither can fail on Linux (pthread_mutex_init(3), pthread_cond_init(3)).
        unsafe pthread_mutex_init(mutex, nil)
        unsafe pthread_cond_init(condition, nil)
    }

    deinit {
        unsafe pthread_cond_destroy(condition)
        unsafe pthread_mutex_destroy(mutex)
        unsafe condition.deallocate()
        unsafe mutex.deallocate()
    }

    package enum Refusal: Error { case full, closed }

    package func push(_ job: Job) throws(Refusal) {
        let refusal: Refusal? = locked {
            if isClosed { return .closed }
            if jobs.count >= capacity { return .full }
            jobs.append(job)
            unsafe pthread_cond_signal(condition)
            return nil
        }
        if let refusal { throw refusal }
    }

    /// Waits for a job and takes up to `maximum` of those that are there; empty once the queue is closed and drained.
    package func take(maximum: Int) -> [Job] {
        locked {
            while jobs.isEmpty && !isClosed { unsafe pthread_cond_wait(condition, mutex) }
            let taken = Array(jobs.prefix(maximum))
            jobs.removeFirst(taken.count)
            return taken
        }
    }

    /// No more jobs are accepted; those that are there are still handed out.
    package func close() {
        locked {
            isClosed = true
            unsafe pthread_cond_broadcast(condition)
        }
    }

    private func locked<R>(_ body: () -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }
}
