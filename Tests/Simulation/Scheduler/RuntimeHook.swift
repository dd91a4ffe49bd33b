internal import Glibc

/// Brings every job of Swift's tasks into the present scheduler, those of `Task {}` deep inside the mint included,
/// which no task executor would reach: an unstructured task does not inherit the preference for one.
///
/// The runtime asks `swift_task_enqueueGlobal_hook` before its own pool. It is unsafe because nobody checks the type of
/// a symbol; the type below is the one of `include/swift/Runtime/Concurrency.h`, and `--check-scheduler` fails where
/// it, or the hook, is no more.
enum RuntimeHook {
    typealias Original = @convention(thin) (UnownedJob) -> Void
    typealias Hook = @convention(thin) (UnownedJob, Original) -> Void
    typealias DelayOriginal = @convention(thin) (UInt64, UnownedJob) -> Void
    typealias DelayHook = @convention(thin) (UInt64, UnownedJob, DelayOriginal) -> Void

    /// Where jobs go. Only the one thread that simulates touches it.
    nonisolated(unsafe) static var scheduler: Scheduler?
    nonisolated(unsafe) private static var thread: pthread_t?

    static func install() {
        unsafe thread = pthread_self()
        let hook: UnsafeMutablePointer<Hook?> = unsafe symbol("swift_task_enqueueGlobal_hook")
        unsafe hook.pointee = { job, _ in RuntimeHook.take(job) }
        let main: UnsafeMutablePointer<Hook?> = unsafe symbol("swift_task_enqueueMainExecutor_hook")
        unsafe main.pointee = { _, _ in preconditionFailure("nothing that is simulated runs on the main actor") }
        let delayed: UnsafeMutablePointer<DelayHook?> = unsafe symbol("swift_task_enqueueGlobalWithDelay_hook")
        unsafe delayed.pointee = { _, _, _ in preconditionFailure("whatever is simulated sleeps by its own clock") }
    }

    private static func take(_ job: UnownedJob) {
        precondition(isOnThread, "a job came from another thread")
        guard let scheduler = unsafe scheduler else { preconditionFailure("a task was made outside of a simulation") }
        scheduler.enqueue(job)
    }

    static var isOnThread: Bool {
        guard let thread = unsafe thread else { return false }
        return pthread_equal(thread, pthread_self()) != 0
    }

    /// As a thread of the pool would. No executor stands for the generic one, whose two words are zero.
    static func run(_ job: UnownedJob) {
        unsafe job.runSynchronously(on: unsafeBitCast((0 as UInt, 0 as UInt), to: UnownedSerialExecutor.self))
    }

    private static func symbol<T>(_ name: String) -> UnsafeMutablePointer<T> {
        guard let address = unsafe dlsym(dlopen(nil, RTLD_NOW), name) else {
            preconditionFailure("this runtime has no \(name)")
        }
        return unsafe address.assumingMemoryBound(to: T.self)
    }
}
