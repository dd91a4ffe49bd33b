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
        let isOnce: Bool
        let truth: Truth
        let error: DatabaseError
        let then: (@Sendable () -> Void)?
    }

    private let plan = Mutex<Plan?>(nil)
    static let error = DatabaseError(.storageFailure, "the answer to COMMIT was lost")
    /// What PostgreSQL says of a commit that may still be written, or be on no standby.
    static let undecided = DatabaseError(.undecided, "COMMIT is still under way")

    init(_ engine: any DatabaseEngine) { self.engine = engine }

    /// The n-th write from now on, and what happens then.
    func loseAnswer(
        ofWrite number: Int, _ truth: Truth, _ error: DatabaseError = UncertainEngine.error,
        then: (@Sendable () -> Void)? = nil
    ) {
        plan.withLock { $0 = Plan(writes: number, isOnce: true, truth: truth, error: error, then: then) }
    }

    /// The n-th write from now on and all after it.
    func loseEveryAnswer(fromWrite number: Int, _ truth: Truth, _ error: DatabaseError) {
        plan.withLock { $0 = Plan(writes: number, isOnce: false, truth: truth, error: error, then: nil) }
    }

    func answerAgain() { plan.withLock { $0 = nil } }

    var hasFired: Bool { plan.withLock { $0 == nil } }

    func submit(_ job: any ReadJob) { engine.submit(job) }

    func submit(_ job: any WriteJob) {
        let due: Plan? = plan.withLock { plan in
            guard var due = plan else { return nil }
            due.writes = max(0, due.writes - 1)
            plan = due.writes == 0 && due.isOnce ? nil : due
            return due.writes == 0 ? due : nil
        }
        engine.submit(due.map { UncertainJob(job, $0.truth, $0.error, then: $0.then) } ?? job)
    }

    func close() async { await engine.close() }
}

private final class UncertainJob: WriteJob {
    private let job: any WriteJob
    private let truth: UncertainEngine.Truth
    private let error: DatabaseError
    private let then: (@Sendable () -> Void)?
    private let gaveUp = Mutex(false)

    var durability: Durability { job.durability }

    init(
        _ job: any WriteJob, _ truth: UncertainEngine.Truth, _ error: DatabaseError, then: (@Sendable () -> Void)?
    ) {
        self.job = job
        self.truth = truth
        self.error = error
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
        job.finish(gaveUp.withLock { $0 } ? outcome : .unknown(error))
    }
}
