internal import Logging
internal import Storage
internal import StorageSQLite

/// The database that all processes share: real SQL on SQLite in memory, with the sessions of PostgreSQL and with its
/// habit of losing deferred commits when it crashes.
final class SimulatedServer: @unchecked Sendable {  // confined to the scheduler's thread
    /// How a transaction ends whose body went well.
    enum Ending { case committed, rolledBack }

    let connection: SQLiteConnection
    private(set) var isUp = true
    /// Grows with every crash: a session of an earlier life commits nothing.
    private(set) var life = 0
    private var hasDeferred = false
    private var holders: Set<Int64> = []
    private var engines: [SimulatedEngine] = []
    private var transitions: TransitionLog?
    private let world: World

    static let begin: SQL = .script("BEGIN IMMEDIATE")
    static let commit: SQL = .script("COMMIT")
    static let rollback: SQL = .script("ROLLBACK")

    init(_ world: World) throws(DatabaseError) {
        self.world = world
        connection = try SQLiteConnection(.memory, .readWrite)
    }

    /// Once the schema is there.
    func watchTransitions() throws(DatabaseError) {
        transitions = try TransitionLog(connection, world)
    }

    // MARK: Sessions

    func isHeld(by owner: Int64) -> Bool { holders.contains(owner) }

    func hold(_ owner: Int64) { if isUp { holders.insert(owner) } }

    func letGo(_ owner: Int64) { holders.remove(owner) }

    func add(_ engine: SimulatedEngine) { engines.append(engine) }

    /// What was deferred since the last synced commit is gone, and so is every session.
    func crash() {
        isUp = false
        life += 1
        holders = []
        if hasDeferred { world.covers(.deferredCommitLost) }
        hasDeferred = false
        if connection.isInTransaction {
            Self.must { () throws(DatabaseError) in _ = try connection.perform(Self.rollback) }
        }
    }

    func start() {
        isUp = true
        for engine in engines where engine.party.state != .ended { hold(engine.owner) }
    }

    // MARK: Transactions

    /// Runs one body. A synced commit takes everything with it that was deferred before, as a log does.
    func write(_ job: any WriteJob, by owner: Int64, funnel: StatementFunnel, _ ending: Ending) -> WriteOutcome {
        let session = ServerSession(self)
        do throws(DatabaseError) {
            if !connection.isInTransaction { _ = try connection.perform(Self.begin) }
            var transaction = try WriteTransaction(
                beginning: session, scope: .savepoint, owner: owner, funnel: funnel)
            guard job.run(&transaction) else { return .undone }
            guard ending == .committed else { return .committed }
            try transaction.keep()
        } catch {
            return .notWritten(error)
        }
        hasDeferred = job.durability == .deferred
        if !hasDeferred { sync() }
        transitions?.read(writer: owner)
        for notice in session.notices { tell(notice) }
        world.didCommit()
        return .committed
    }

    func read(_ job: any ReadJob, funnel: StatementFunnel) {
        do throws(DatabaseError) {
            let transaction = try ReadTransaction(
                beginning: ReadingSession(self), with: Self.begin, funnel: funnel)
            job.run(transaction)
        } catch {
            job.fail(error)
        }
    }

    private func sync() {
        Self.must { () throws(DatabaseError) in _ = try connection.perform(Self.commit) }
    }

    private func tell(_ notice: Notice) {
        for engine in engines where isHeld(by: engine.owner) {
            world.scheduler.call(engine.party, after: world.dice.between(0...20)) {
                engine.notices.post([notice])
            }
        }
    }

    /// What SQLite in memory cannot fail at.
    static func must<R>(_ body: () throws(DatabaseError) -> R) -> R {
        do throws(DatabaseError) { return try body() } catch { preconditionFailure("SQLite in memory: \(error)") }
    }

    /// For whoever checks: reads past all faults.
    func rows(_ statement: SQL) -> [Row] {
        Self.must { () throws(DatabaseError) in try connection.perform(statement).rows }
    }

    func number(_ statement: SQL) -> Int64 {
        Self.must { () throws(DatabaseError) in
            guard let row = try connection.perform(statement).rows.first else { throw .unreadable("a number") }
            return try row.integer(0)
        }
    }
}
