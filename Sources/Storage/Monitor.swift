internal import Glibc

/// A lock with a condition to wait for, for threads that may block. Tasks of the cooperative pool must not wait here.
@safe
package final class Monitor: @unchecked Sendable {  // the two C objects are made for many threads
    private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
    private let condition = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

    package init() {
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

    package func withLock<R>(_ body: () -> R) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return body()
    }

    /// Inside `withLock`: lets go of the lock until somebody wakes this thread, perhaps for no reason.
    package func wait() { unsafe pthread_cond_wait(condition, mutex) }

    package func wakeOne() { unsafe pthread_cond_signal(condition) }

    package func wakeAll() { unsafe pthread_cond_broadcast(condition) }
}
