import Storage
import Synchronization

/// An engine whose commits do not answer on demand, whether they took place or not.
final class UncertainEngine: DatabaseEngine {
    enum Truth: Sendable, CaseIterable { case written, notWritten }

    private let engine: any DatabaseEngine
    var owner: Int64 { engine.owner }
    var notices: NoticeBoard { engine.notices }
    private struct Plan {
        var writes: Int
        let truth: Truth
        let then: (@Sendable () -> Void)?
    }

    private let plan = Mutex<Plan?>(nil)
    static let error = DatabaseError(.storageFailure, "the answer to COMMIT was lost")

    init(_ engine: any DatabaseEngine) { self.engine = engine }

    /// The n-th write from now on, and what happens then.
    func loseAnswer(ofWrite number: Int, _ truth: Truth, then: (@Sendable () -> Void)? = nil) {
        plan.withLock { $0 = Plan(writes: number, truth: truth, then: then) }
    }

    var hasFired: Bool { plan.withLock { $0 == nil } }

    func submit(_ job: any ReadJob) { engine.submit(job) }

    func submit(_ job: any WriteJob) {
        let due: Plan? = plan.withLock { plan in
            plan?.writes -= 1
            guard let due = plan, due.writes == 0 else { return nil }
            plan = nil
            return due
        }
        engine.submit(due.map { UncertainJob(job, $0.truth, then: $0.then) } ?? job)
    }

    func close() async { await engine.close() }
}

private final class UncertainJob: WriteJob {
    private let job: any WriteJob
    private let truth: UncertainEngine.Truth
    private let then: (@Sendable () -> Void)?
    private let gaveUp = Mutex(false)

    var durability: Durability { job.durability }

    init(_ job: any WriteJob, _ truth: UncertainEngine.Truth, then: (@Sendable () -> Void)?) {
        self.job = job
        self.truth = truth
        self.then = then
    }

    func run(_ transaction: inout WriteTransaction) -> Bool {
        guard job.run(&transaction) else {
            gaveUp.withLock { $0 = true }
            return false
        }
        return truth == .written
    }

    func finish(_ outcome: WriteOutcome) {
        then?()
        job.finish(gaveUp.withLock { $0 } ? outcome : .unknown(UncertainEngine.error))
    }
}
