internal import Storage

/// The connection that writes. Waiting bodies run one after another, each in a savepoint of its own, inside one
/// transaction: one sync of the disk answers them all.
struct SQLiteWriter {
    private let connection: SQLiteConnection
    private let funnel: StatementFunnel

    /// Bodies of one transaction. Enough to share a sync among all who wait, few enough to answer soon.
    static let maximumGroup = 64

    private static let begin: SQL = "BEGIN IMMEDIATE"
    private static let commit: SQL = "COMMIT"
    private static let rollback: SQL = "ROLLBACK"

    init(_ connection: SQLiteConnection, funnel: StatementFunnel) {
        self.connection = connection
        self.funnel = funnel
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
        var kept: [any WriteJob] = []
        for (position, job) in group.enumerated() {
            if let outcome = run(job) { job.finish(outcome) } else { kept.append(job) }
            // https://www.sqlite.org/lang_transaction.html: a full disk, an I/O error or no memory may roll the whole
            // transaction back, and with it the bodies that went before.
            guard connection.isInTransaction else {
                let lost = DatabaseError(.storageFailure, "the transaction was rolled back by the database")
                for job in kept + group[(position + 1)...] { job.finish(.notWritten(lost)) }
                return
            }
        }
        end(kept)
    }

    /// `nil` when the job's changes wait for the commit.
    private func run(_ job: any WriteJob) -> WriteOutcome? {
        do throws(DatabaseError) {
            var transaction = try WriteTransaction(beginning: connection, scope: .savepoint, funnel: funnel)
            guard job.run(&transaction) else { return .undone }
            try transaction.keep()
            return nil
        } catch {
            return .notWritten(error)
        }
    }

    private func end(_ kept: [any WriteJob]) {
        guard !kept.isEmpty else { return reset() }
        do throws(DatabaseError) {
            _ = try funnel.run(Self.commit, on: connection, at: .commit)
            for job in kept { job.finish(.committed) }
        } catch {
            // Still inside: nothing was committed. Otherwise the log may or may not hold the commit record.
            let isDefinite = connection.isInTransaction
            reset()
            for job in kept { job.finish(isDefinite ? .notWritten(error) : .unknown(error)) }
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
