internal import CProcess
internal import Glibc
package import Storage

/// A database file with one writing thread and some that read (docs/decisions/0003-group-commit.md), or a database in
/// memory with one connection for all. A second process that opens the same file is refused.
package final class SQLiteEngine: DatabaseEngine {
    private enum Job: Sendable {
        case read(any ReadJob)
        case write(any WriteJob)
    }

    package let owner = Int64.random(in: 1...Int64.max)
    package let notices = NoticeBoard()
    private let writes: WorkQueue<Job>
    /// Without readers of its own, a database in memory reads where it writes.
    private let reads: WorkQueue<Job>
    private let writer: WorkerThread
    private let readers: [WorkerThread]
    private let folder: LogFolder?
    private let lock: FileLock?

    package init(_ configuration: SQLiteConfiguration) throws(DatabaseError) {
        let funnel = configuration.funnel
        let capacity = configuration.maximumWaiting
        let writes = WorkQueue<Job>(capacity: capacity)
        switch configuration.location {
        case .memory: lock = nil
        case .file(let path):
            lock = try FileLock("\(Self.canonical(path))-lock")
            Self.makePrivately(path)
        }
        let connection = Handover(connection: try SQLiteConnection(configuration.location, .readWrite))
        var reading: [Handover] = []
        switch configuration.location {
        case .memory: folder = nil
        case .file:
            for _ in 0..<max(1, configuration.readers) {
                reading.append(Handover(connection: try SQLiteConnection(configuration.location, .readOnly)))
            }
            // The last that can fail: it has a thread from now on.
            folder = try LogFolder(configuration.location, funnel: funnel)
        }
        let gate = ReaderGate()
        let (owner, notices, folder) = (owner, notices, folder)
        writer = Self.writer(connection, configuration, writes) { connection in
            SQLiteWriter(
                connection, funnel: funnel, gate: gate, owner: owner, notices: notices, folder: folder)
        }
        let reads = reading.isEmpty ? writes : WorkQueue<Job>(capacity: capacity)
        readers = reading.map { Self.reader($0, funnel, reads, gate) }
        self.reads = reads
        self.writes = writes
    }

    deinit {
        writes.close()
        reads.close()
        folder?.end()
    }

    package func submit(_ job: any ReadJob) {
        do { try reads.push(.read(job)) } catch { job.fail(Self.error(error)) }
    }

    package func submit(_ job: any WriteJob) {
        do { try writes.push(.write(job)) } catch { job.finish(.notWritten(Self.error(error))) }
    }

    /// The writer goes last: the last connection folds the log back into the database, which one that only reads
    /// cannot do (https://www.sqlite.org/wal.html). Then the file alone is the whole database.
    package func close() async {
        let (reads, writes, readers, writer, folder, notices) = (reads, writes, readers, writer, folder, notices)
        await withCheckedContinuation { continuation in
            _ = WorkerThread {
                reads.close()
                for reader in readers { reader.join() }
                folder?.end()
                folder?.join()
                writes.close()
                writer.join()
                notices.close()
                continuation.resume()
            }
        }
        lock?.release()
    }

    /// One name for one file, so that a link to a database is locked as the database.
    private static func canonical(_ path: String) -> String {
        // realpath(3): null for a file that is not there yet.
        guard let resolved = unsafe realpath(path, nil) else { return path }
        defer { unsafe free(resolved) }
        return unsafe String(cString: resolved)
    }

    /// A new file is its owner's alone, and so are the log and the others that SQLite makes like it. Whatever is wrong
    /// with the path is for SQLite to say.
    private static func makePrivately(_ path: String) {
        let descriptor = unsafe open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        if descriptor >= 0 { Glibc.close(descriptor) }
    }

    private static func error(_ refusal: WorkQueue<Job>.Refusal) -> DatabaseError {
        switch refusal {
        case .full: DatabaseError(.busy, "too many transactions wait for the database")
        case .closed: DatabaseError(.closed, "the database is closed")
        }
    }

    /// A connection on its way to the one thread that will use it.
    private struct Handover: @unchecked Sendable {  // the maker keeps no reference
        let connection: SQLiteConnection
    }

    private static func writer(
        _ handover: Handover, _ configuration: SQLiteConfiguration, _ jobs: WorkQueue<Job>,
        _ makeWriter: @escaping @Sendable (SQLiteConnection) -> SQLiteWriter
    ) -> WorkerThread {
        let funnel = configuration.funnel
        let maximumGroup = max(1, configuration.maximumGroup)
        return WorkerThread {
            let connection = handover.connection
            let writer = makeWriter(connection)
            while true {
                let taken = jobs.take(maximum: maximumGroup)
                if taken.isEmpty { return }
                var group: [any WriteJob] = []
                for job in taken {
                    switch job {
                    case .write(let write): group.append(write)
                    case .read(let read): serve(read, connection, funnel)
                    }
                }
                if !group.isEmpty { writer.write(group) }
            }
        }
    }

    private static func reader(
        _ handover: Handover, _ funnel: StatementFunnel, _ jobs: WorkQueue<Job>, _ gate: ReaderGate
    ) -> WorkerThread {
        WorkerThread {
            let connection = handover.connection
            while let job = jobs.take(maximum: 1).first {
                guard case .read(let read) = job else { preconditionFailure("only reads are queued here") }
                gate.read { serve(read, connection, funnel) }
            }
        }
    }

    private static func serve(_ job: any ReadJob, _ connection: SQLiteConnection, _ funnel: StatementFunnel) {
        do throws(DatabaseError) {
            let transaction = try ReadTransaction(beginning: connection, with: .script("BEGIN"), funnel: funnel)
            job.run(transaction)
        } catch {
            job.fail(error)
        }
        // A read that could not be ended would keep the next one on its old view.
        if connection.isInTransaction { _ = try? connection.perform(.script("ROLLBACK")) }
    }
}
