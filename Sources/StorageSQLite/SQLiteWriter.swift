internal import Storage

/// The connection that writes. Waiting bodies run one after another, each in a savepoint of its own, inside one
/// transaction: one sync of the disk answers them all.
final class SQLiteWriter {
    /// A job that has run, and what it is told when the group is committed.
    private struct Answer {
        let job: any WriteJob
        let outcome: WriteOutcome
        /// Told to who listens, after it.
        let notices: [Notice]
    }

    private let connection: SQLiteConnection
    private let funnel: StatementFunnel
    private let gate: ReaderGate
    private let owner: Int64
    private let notices: NoticeBoard
    /// `nil` where there is no log.
    private let folder: LogFolder?
    private var hasAsked = false

    /// The log is folded into the database when it has so many pages of 4 KiB. It is then written from its start again,
    /// and syncing what has its place on the disk already is several times faster than syncing a file that grows.
    private static let foldingPages = 4_096
    /// When readers never leave a moment without any, the log cannot start anew; at this length they are held back.
    private static let maximumPages = 4 * foldingPages

    private static let begin: SQL = .script("BEGIN IMMEDIATE")
    private static let commit: SQL = .script("COMMIT")
    private static let rollback: SQL = .script("ROLLBACK")

    init(
        _ connection: SQLiteConnection, funnel: StatementFunnel, gate: ReaderGate, owner: Int64, notices: NoticeBoard,
        folder: LogFolder?
    ) {
        self.connection = connection
        self.funnel = funnel
        self.gate = gate
        self.owner = owner
        self.notices = notices
        self.folder = folder
    }

    func write(_ group: [any WriteJob]) {
        do throws(DatabaseError) {
            // One body that must be on the disk syncs the log, and with it all that was deferred before.
            let isSynced = group.contains { $0.durability == .synced }
            try connection.setDurability(isSynced ? .synced : .deferred)
            _ = try funnel.run(Self.begin, on: connection, at: .begin)
        } catch {
            reset()
            for job in group { job.finish(.notWritten(error)) }
            return
        }
        var answers: [Answer] = []
        var isChanged = false
        for (position, job) in group.enumerated() {
            let answer = run(job)
            if case .committed = answer.outcome { isChanged = true }
            // https://www.sqlite.org/lang_transaction.html: a full disk, an I/O error or no memory may roll the whole
            // transaction back, and with it the bodies that went before.
            guard connection.isInTransaction else {
                let lost = DatabaseError(.storageFailure, "the transaction was rolled back by the database")
                for job in answers.map(\.job) + group[position...] { job.finish(.notWritten(lost)) }
                return
            }
            // A body that gave up over what others of its group have changed gave up over what is not certain yet.
            if isChanged { answers.append(answer) } else { job.finish(answer.outcome) }
        }
        if isChanged { end(answers) } else { reset() }
        fold()
    }

    /// `.committed` means: with the group.
    private func run(_ job: any WriteJob) -> Answer {
        do throws(DatabaseError) {
            var transaction = try WriteTransaction(
                beginning: connection, scope: .savepoint, owner: owner, funnel: funnel)
            guard job.run(&transaction) else { return Answer(job: job, outcome: .undone, notices: []) }
            let notices = transaction.notices
            try transaction.keep()
            return Answer(job: job, outcome: .committed, notices: notices)
        } catch {
            return Answer(job: job, outcome: .notWritten(error), notices: [])
        }
    }

    private func end(_ answers: [Answer]) {
        do throws(DatabaseError) {
            _ = try funnel.run(Self.commit, on: connection, at: .commit)
            for answer in answers {
                answer.job.finish(answer.outcome)
                notices.post(answer.notices)
            }
        } catch {
            precondition(!error.isSyncFailure, "the disk does not sync; what it holds is known only after a restart")
            // Still inside: nothing was committed. Otherwise the log may or may not hold the commit record.
            let isDefinite = connection.isInTransaction
            reset()
            for answer in answers { answer.job.finish(Self.outcome(answer.outcome, isDefinite, error)) }
        }
    }

    private static func outcome(_ outcome: WriteOutcome, _ isDefinite: Bool, _ error: DatabaseError) -> WriteOutcome {
        switch outcome {
        case .committed, .unknown: isDefinite ? .notWritten(error) : .unknown(error)
        case .undone: .notWritten(error)
        case .notWritten: outcome
        }
    }

    private func fold() {
        guard let folder, connection.logPages >= Self.foldingPages else {
            // The log began anew.
            if hasAsked { folder?.forget() }
            hasAsked = false
            return
        }
        if connection.logPages >= Self.maximumPages, !folder.isWorking {
            gate.withoutReaders { connection.fold(.restart, funnel) }
        } else if folder.request() {
            connection.fold(.passive, funnel)
        } else {
            hasAsked = true
        }
    }

    private func reset() {
        guard connection.isInTransaction else { return }
        do throws(DatabaseError) {
            _ = try connection.perform(Self.rollback)
        } catch {
            // A connection that can neither commit nor roll back would mix the next group into this one.
            preconditionFailure("SQLite refuses to roll back: \(error)")
        }
    }
}
