internal import Storage

/// Folds the log into the database on a thread and a connection of its own, while the writer goes on: with millions of
/// rows nearly every page of the log belongs somewhere else in the file, and nobody should wait for all of them to be
/// written and synced (docs/decisions/0010-folding-beside-the-writer.md).
final class LogFolder: @unchecked Sendable {  // every access to the variables holds `monitor`
    enum State { case idle, wanted, working, done, over }

    private let monitor = Monitor()
    private var state = State.idle
    private var thread: WorkerThread?

    /// A connection on its way to the one thread that will use it.
    private struct Handover: @unchecked Sendable {  // the maker keeps no reference
        let connection: SQLiteConnection
    }

    init(_ location: SQLiteConfiguration.Location, funnel: StatementFunnel) throws(DatabaseError) {
        let handover = Handover(connection: try SQLiteConnection(location, .folding))
        thread = WorkerThread { [self] in
            let connection = handover.connection
            while wait() {
                connection.fold(.passive, funnel)
                connection.syncFolded(funnel)
                finish()
            }
        }
    }

    /// Asks for the log to be folded as it is at this moment.
    /// - Returns: `true` when what was asked for before has been done. What was written meanwhile is a short rest.
    func request() -> Bool {
        monitor.withLock {
            switch state {
            case .idle:
                state = .wanted
                monitor.wakeAll()
                return false
            case .done:
                state = .idle
                return true
            case .wanted, .working, .over: return false
            }
        }
    }

    /// Whether it holds the lock that only one may have who folds.
    var isWorking: Bool { monitor.withLock { state == .wanted || state == .working } }

    /// What was done is of no use any more: the log was written from its start again.
    func forget() {
        monitor.withLock { if state == .done { state = .idle } }
    }

    /// Nothing more is asked for.
    func end() {
        monitor.withLock {
            state = .over
            monitor.wakeAll()
        }
    }

    /// After `end`: waits until the connection is closed.
    func join() {
        let thread = monitor.withLock {
            defer { self.thread = nil }
            return self.thread
        }
        thread?.join()
    }

    /// - Returns: `false` once it is over.
    private func wait() -> Bool {
        monitor.withLock {
            while state != .wanted, state != .over { monitor.wait() }
            if state == .over { return false }
            state = .working
            return true
        }
    }

    private func finish() {
        monitor.withLock { if state == .working { state = .done } }
    }
}

extension SQLiteConnection {
    func fold(_ checkpoint: Checkpoint, _ funnel: StatementFunnel) {
        guarded(funnel) { () throws(DatabaseError) in try self.checkpoint(checkpoint) }
    }

    /// So that the writer, which folds the rest, has only that to sync.
    fileprivate func syncFolded(_ funnel: StatementFunnel) {
        guarded(funnel) { () throws(DatabaseError) in try syncDatabase() }
    }

    /// A failure to sync ends the process; any other leaves everything in the log, to be tried again.
    private func guarded(_ funnel: StatementFunnel, _ work: () throws(DatabaseError) -> Void) {
        do throws(DatabaseError) {
            try work()
        } catch {
            precondition(!error.isSyncFailure, "the disk does not sync; what it holds is known only after a restart")
            funnel.note("the log could not be folded into the database", error)
        }
    }
}
