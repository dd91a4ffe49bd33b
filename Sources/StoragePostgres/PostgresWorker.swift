internal import Glibc
internal import Storage

/// A thread's way through its jobs, with at most one connection.
final class PostgresWorker {
    private let configuration: PostgresConfiguration
    private let owner: Int64
    private let funnel: StatementFunnel
    private let connections: ConnectionCount
    private var connection: PostgresConnection? {
        didSet { connections.change(by: (connection == nil ? 0 : 1) - (oldValue == nil ? 0 : 1)) }
    }

    /// Tries of a transaction that others stood in the way of, or whose connection was lost before COMMIT was sent.
    private static let attempts = 8

    private static let beginRead: SQL = .script("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
    /// Whether it may write is the server's to say: an administrator may have made it read-only.
    private static let begin: SQL = .script("BEGIN ISOLATION LEVEL READ COMMITTED")
    /// https://www.postgresql.org/docs/15/wal-async-commit.html: a later synced commit writes out this one before it.
    private static let beginDeferred: SQL = .script(
        "BEGIN ISOLATION LEVEL READ COMMITTED; SET LOCAL synchronous_commit TO off")

    /// - Parameter connections: those of all workers of the pool.
    init(_ configuration: PostgresConfiguration, owner: Int64, among connections: ConnectionCount) {
        self.connections = connections
        self.configuration = configuration
        self.owner = owner
        funnel = configuration.funnel
    }

    func work(on jobs: WorkQueue<PostgresEngine.Job>) {
        while let waiting = jobs.takeOne() {
            do throws(DatabaseError) {
                _ = try connected()
            } catch {
                // While others have connections the job is better off with them: the server may have no more to give.
                guard connections.isZero else {
                    jobs.putBack(waiting)
                    usleep(UInt32.random(in: 50_000...150_000))
                    continue
                }
                waiting.job.fail(error)
                continue
            }
            switch waiting.job {
            case .read(let job): serve(job)
            case .write(let job): job.finish(outcome(of: job))
            }
        }
        connection = nil
    }

    private func connected() throws(DatabaseError) -> PostgresConnection {
        if let connection, connection.isSound { return connection }
        connection = nil
        let made = try PostgresConnection(configuration)
        connection = made
        return made
    }

    private func connectedForWriting() throws(DatabaseError) -> PostgresConnection {
        // What only read a moment ago may write by now, or another server does.
        if connection?.isReadOnly == true { connection = nil }
        let connection = try connected()
        try connection.requireWritable()
        return connection
    }

    private func serve(_ job: any ReadJob) {
        for attempt in 1... {
            let isFresh = connection == nil
            do throws(DatabaseError) {
                let transaction = try ReadTransaction(
                    beginning: connected(), with: Self.beginRead, funnel: funnel)
                job.run(transaction)
                return
            } catch {
                // A connection that had been idle may have been lost long ago.
                if error.endsSession, !isFresh, attempt == 1 { continue }
                return job.fail(error)
            }
        }
    }

    private enum Attempt {
        case done(WriteOutcome)
        /// Certainly not written, for a reason that may be gone.
        case again(DatabaseError)
        /// The session with this number owes the answer to COMMIT.
        case owed(Int64, DatabaseError)
    }

    private func outcome(of job: any WriteJob) -> WriteOutcome {
        var last = DatabaseError(.other, "no attempt was made")
        for attempt in 1...Self.attempts {
            switch self.attempt(job) {
            case .done(let outcome): return outcome
            case .again(let error): last = error
            case .owed(let session, let error): return decided(session, error)
            }
            // Who stood in one another's way must not come back at the same time.
            usleep(UInt32.random(in: 500...1_000 << UInt32(attempt)))
        }
        return .notWritten(last)
    }

    private func attempt(_ job: any WriteJob) -> Attempt {
        let connection: PostgresConnection
        do throws(DatabaseError) { connection = try connectedForWriting() } catch { return .done(.notWritten(error)) }
        connection.commit = .notSent
        do throws(DatabaseError) {
            let begin =
                switch job.durability {
                case .synced: Self.begin
                case .deferred: Self.beginDeferred
                }
            var transaction = try WriteTransaction(
                beginning: connection, scope: .whole(begin: begin), owner: owner, funnel: funnel)
            let isDone = job.run(&transaction)
            if let failure = transaction.failure {
                return Self.judge(failure, otherwise: isDone ? .notWritten(failure) : .undone)
            }
            guard isDone else { return .done(.undone) }
            try transaction.keep()
            return .done(.committed)
        } catch {
            return judge(error, connection)
        }
    }

    private static func judge(_ failure: DatabaseError, otherwise outcome: WriteOutcome) -> Attempt {
        switch failure.kind {
        case .contended, .unreachable: .again(failure)
        default: .done(outcome)
        }
    }

    /// BEGIN or COMMIT did not go well.
    private func judge(_ error: DatabaseError, _ connection: PostgresConnection) -> Attempt {
        switch connection.commit {
        case .notSent, .refused: return Self.judge(error, otherwise: .notWritten(error))
        case .committed: return .done(.unknown(error))
        case .sent: return .owed(connection.session, error)
        }
    }

    /// Only here, where nobody holds the connection any more, so that its session can end.
    private func decided(_ session: Int64, _ error: DatabaseError) -> WriteOutcome {
        connection = nil
        guard error.kind != .undecided, awaitEnd(of: session) else {
            return .unknown(DatabaseError(.undecided, code: error.code, error.message))
        }
        return .unknown(error)
    }

    /// Waits until the session has ended, after which its transaction is decided, whatever was decided. Its connection
    /// is gone, but the server may not have noticed, or still be writing the commit.
    private func awaitEnd(of session: Int64) -> Bool {
        let deadline = ContinuousClock.now + configuration.decisionTimeout
        while ContinuousClock.now < deadline {
            do throws(DatabaseError) {
                let transaction = try ReadTransaction(beginning: connected(), with: Self.begin, funnel: funnel)
                _ = try transaction.run("SELECT pg_advisory_xact_lock(\(session))")
                return true
            } catch {
                funnel.note("a session that owes the answer to COMMIT cannot be waited for", error)
                usleep(UInt32.random(in: 50_000...150_000))
            }
        }
        return false
    }
}
