/// A set of changes that are written together or not at all. Owns its connection alone while it lives; dropped without
/// `keep()` it undoes everything.
///
/// Not Sendable and not copyable: it cannot leave the body it was lent to, so no other statement, task or call to
/// another process can come in between.
package struct WriteTransaction: ~Copyable {
    /// How it begins, is kept and is undone: alone, or as one of a group that is committed together.
    package enum Scope: Sendable {
        case whole(begin: SQL)
        case savepoint
    }

    private let connection: any SQLConnection
    private let funnel: StatementFunnel
    private let scope: Scope
    /// The process that writes, as `DatabaseEngine.owner` says.
    package let owner: Int64
    /// The first statement that failed. After it the transaction can only be undone.
    package private(set) var failure: DatabaseError?
    /// What is told to who listens, once it is committed. Empty where the database itself tells it.
    package private(set) var notices: [Notice] = []
    private var isKept = false

    package init(
        beginning connection: any SQLConnection, scope: Scope, owner: Int64, funnel: StatementFunnel
    ) throws(DatabaseError) {
        switch scope {
        case .whole(let begin): _ = try funnel.run(begin, on: connection, at: .begin)
        case .savepoint: _ = try funnel.run(.script("SAVEPOINT body"), on: connection, at: .begin)
        }
        self.connection = connection
        self.scope = scope
        self.owner = owner
        self.funnel = funnel
    }

    package var dialect: SQLDialect { connection.dialect }

    /// Runs one statement and returns its rows.
    package mutating func run(
        _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(DatabaseError) -> [Row] {
        try perform(statement, CallSite(file, line)).rows
    }

    /// Runs one statement and returns how many rows it inserted, updated or deleted.
    package mutating func execute(
        _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(DatabaseError) -> Int {
        try perform(statement, CallSite(file, line)).affected
    }

    private mutating func perform(_ statement: SQL, _ site: CallSite) throws(DatabaseError) -> StatementResult {
        if let failure { throw DatabaseError(.poisoned, "a statement failed before: \(failure.message)") }
        do throws(DatabaseError) {
            return try funnel.run(statement, on: connection, from: site)
        } catch {
            failure = error
            throw error
        }
    }

    /// Tells every process that listens on this database, once this is committed.
    package mutating func notify(_ notice: Notice) throws(DatabaseError) {
        switch connection.dialect {
        case .sqlite: notices.append(notice)
        case .postgres: _ = try run("SELECT pg_notify(\(Notice.channel), \(notice.text))")
        }
    }

    /// Makes the commit of this transaction wait for what every commit before it waits for, although it may change
    /// nothing: for one that reads whether an earlier commit took place. After a crash of the server that one may be
    /// there and on no standby yet, and a commit that wrote nothing waits for none.
    package mutating func followEarlierCommits() throws(DatabaseError) {
        switch connection.dialect {
        // What can be read was synced, or is synced with the next commit that is.
        case .sqlite: break
        case .postgres: _ = try run("SELECT 1 FROM pg_logical_emit_message(true, 'mint', '')")
        }
    }

    /// Whether the process with this number has ended, or lost its hold on the database, and cannot come back before
    /// this transaction ends.
    package mutating func hasEnded(owner other: Int64) throws(DatabaseError) -> Bool {
        guard other != owner else { return false }
        switch connection.dialect {
        // One process at a time: whoever was here before let go of the file's lock.
        case .sqlite: return true
        case .postgres: return try run("SELECT pg_try_advisory_xact_lock_shared(\(other))")[0].integer(0) == 1
        }
    }

    /// Makes the changes part of what is committed. The engine's alone.
    package consuming func keep() throws(DatabaseError) {
        if let failure { throw failure }
        switch scope {
        case .whole: _ = try funnel.run(.script("COMMIT"), on: connection, at: .commit)
        case .savepoint: _ = try funnel.run(.script("RELEASE body"), on: connection)
        }
        isKept = true
    }

    deinit {
        guard !isKept, connection.isInTransaction else { return }
        do throws(DatabaseError) {
            switch scope {
            case .whole: _ = try connection.perform(.script("ROLLBACK"))
            case .savepoint:
                _ = try connection.perform(.script("ROLLBACK TO body"))
                _ = try connection.perform(.script("RELEASE body"))
            }
        } catch {
            // Half a body must not be committed with its group. After this the connection is outside a transaction,
            // which the engine sees; if even this fails, the engine closes the connection or stops the process.
            _ = try? connection.perform(.script("ROLLBACK"))
        }
    }
}
