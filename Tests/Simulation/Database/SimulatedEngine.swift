internal import Logging
internal import Storage

/// The database as one process sees it: every transaction is one step of the scheduler, its answer another, and
/// between the two, and in both, everything may go wrong.
final class SimulatedEngine: DatabaseEngine, @unchecked Sendable {  // confined to the scheduler's thread
    let owner: Int64
    let notices = NoticeBoard()
    let party: Party
    private let world: World
    private let server: SimulatedServer
    private let faults = StatementFaults()
    private let funnel: StatementFunnel

    private static let noLogger: Logger = {
        var logger = Logger(label: "simulation") { _ in SwiftLogNoOpLogHandler() }
        logger.logLevel = .critical
        return logger
    }()

    init(_ world: World, _ party: Party, owner: Int64) {
        self.world = world
        self.party = party
        self.owner = owner
        server = world.server
        funnel = StatementFunnel(logger: Self.noLogger, slowThreshold: .seconds(3_600), faults: faults)
        server.add(self)
        server.hold(owner)
    }

    var isHeld: Bool { server.isHeld(by: owner) }

    func close() async { notices.close() }

    func submit(_ job: any ReadJob) {
        world.scheduler.call(party) { [self] in
            guard server.isUp, !world.isDatabaseAway, !world.strikes(.readFails) else {
                return job.fail(DatabaseError(.unreachable, "injected: the server is away"))
            }
            faults.disarm()
            if world.strikes(.readStatementFails) { faults.arm(.before, at: 2 + world.dice.below(2)) }
            server.read(job, funnel: funnel)
        }
    }

    func submit(_ job: any WriteJob) {
        if world.strikes(.writeWaits) {
            world.scheduler.call(party, after: world.dice.between(50...4_000)) { [self] in begin(job) }
        } else {
            world.scheduler.call(party) { [self] in begin(job) }
        }
    }

    private func begin(_ job: any WriteJob) {
        faults.disarm()
        guard server.isUp, !world.isDatabaseAway else {
            return answer(job, .notWritten(DatabaseError(.unreachable, "injected: the server is away")))
        }
        let fault = world.strikesOne(of: FaultKind.ofWrites)
        switch fault {
        case nil: answer(job, run(job))
        case .databaseBusy: answer(job, .notWritten(DatabaseError(.busy, "injected: too much waits")))
        case .statementBefore, .statementAfter:
            faults.arm(fault == .statementBefore ? .before : .after, at: 2 + world.dice.below(7))
            answer(job, run(job))
        case .commitFails:
            let outcome = server.write(job, by: owner, funnel: funnel, .rolledBack)
            answer(job, Self.replacing(outcome, .notWritten(DatabaseError(.storageFailure, "injected: full"))))
        case .crashBeforeTransaction: endProcess(job)
        case .crashAfterCommit:
            _ = run(job)
            endProcess(job)
        case .pauseAfterCommit:
            answer(job, run(job))
            world.pause(party, for: world.dice.between(100...20_000))
        case .sessionLostAfterCommit:
            // Long enough for another process to take over what this one goes on with.
            let outcome = run(job)
            world.loseSession(party, owner, for: world.dice.between(3_000...9_000))
            world.scheduler.call(party, after: world.dice.between(2_000...7_000)) { job.finish(outcome) }
        case .slowAnswer:
            let outcome = run(job)
            world.scheduler.call(party, after: world.dice.between(100...5_000)) { job.finish(outcome) }
        default: lose(job, fault)
        }
    }

    /// COMMIT does not answer.
    private func lose(_ job: any WriteJob, _ fault: FaultKind?) {
        let lost = DatabaseError(.unreachable, "injected: the answer to COMMIT was lost")
        let undecided = DatabaseError(.undecided, "injected: the session may live")
        switch fault {
        case .answerLostWritten: answer(job, Self.replacing(run(job), .unknown(lost)))
        case .undecidedWritten: answer(job, Self.replacing(run(job), .unknown(undecided)))
        case .answerLostUnwritten, .undecidedUnwritten:
            let outcome = server.write(job, by: owner, funnel: funnel, .rolledBack)
            answer(job, Self.replacing(outcome, .unknown(fault == .undecidedUnwritten ? undecided : lost)))
        case .undecidedWrittenLater, .crashBeforeLateCommit:
            let outcome = server.write(job, by: owner, funnel: funnel, .rolledBack)
            commitLater(job, outcome)
            if fault == .crashBeforeLateCommit { return endProcess(job) }
            answer(job, Self.replacing(outcome, .unknown(undecided)))
        default: preconditionFailure("a fault that is none of a commit")
        }
    }

    /// The server goes on with a COMMIT whose process has given up waiting. What others changed before decides, as it
    /// would through the locks that the session holds: then the body gives up and nothing is written.
    private func commitLater(_ job: any WriteJob, _ outcome: WriteOutcome) {
        guard case .committed = outcome else { return }
        let life = server.life
        world.scheduler.call(world.scheduler.world, after: world.dice.between(10...8_000)) { [self] in
            guard server.life == life, server.isUp else { return }
            if case .committed = run(job) { world.trace.remark("a late commit of \(party.name)") }
        }
    }

    private func run(_ job: any WriteJob) -> WriteOutcome {
        server.write(job, by: owner, funnel: funnel, .committed)
    }

    private func endProcess(_ job: any WriteJob) {
        world.crash(party)
        // Where it is buried with everything else of the process.
        answer(job, .notWritten(StatementFaults.error))
    }

    /// In a step of its own, so that others come in between.
    private func answer(_ job: any WriteJob, _ outcome: WriteOutcome) {
        world.scheduler.call(party) { job.finish(outcome) }
    }

    /// A body that gave up is undone, whatever else was to happen to it.
    private static func replacing(_ outcome: WriteOutcome, _ other: WriteOutcome) -> WriteOutcome {
        if case .committed = outcome { other } else { outcome }
    }
}
