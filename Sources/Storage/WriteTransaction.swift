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
    /// The first statement that failed. After it the transaction can only be undone.
    package private(set) var failure: DatabaseError?
    private var isKept = false

    package init(
        beginning connection: any SQLConnection, scope: Scope, funnel: StatementFunnel
    ) throws(DatabaseError) {
        switch scope {
        case .whole(let begin): _ = try funnel.run(begin, on: connection, at: .begin)
        case .savepoint: _ = try funnel.run("SAVEPOINT body", on: connection, at: .begin)
        }
        self.connection = connection
        self.scope = scope
        self.funnel = funnel
    }

    /// Runs one statement and returns its rows.
    package mutating func run(_ statement: SQL) throws(DatabaseError) -> [Row] {
        try perform(statement).rows
    }

    /// Runs one statement and returns how many rows it inserted, updated or deleted.
    package mutating func execute(_ statement: SQL) throws(DatabaseError) -> Int {
        try perform(statement).affected
    }

    private mutating func perform(_ statement: SQL) throws(DatabaseError) -> StatementResult {
        if let failure { throw DatabaseError(.poisoned, "a statement failed before: \(failure.message)") }
        do throws(DatabaseError) {
            return try funnel.run(statement, on: connection)
        } catch {
            failure = error
            throw error
        }
    }

    /// Makes the changes part of what is committed. The engine's alone.
    package consuming func keep() throws(DatabaseError) {
        if let failure { throw failure }
        switch scope {
        case .whole: _ = try funnel.run("COMMIT", on: connection, at: .commit)
        case .savepoint: _ = try funnel.run("RELEASE body", on: connection)
        }
        isKept = true
    }

    deinit {
        guard !isKept, connection.isInTransaction else { return }
        do throws(DatabaseError) {
            switch scope {
            case .whole: _ = try connection.perform("ROLLBACK")
            case .savepoint:
                _ = try connection.perform("ROLLBACK TO body")
                _ = try connection.perform("RELEASE body")
            }
        } catch {
            // Half a body must not be committed with its group. After this the connection is outside a transaction,
            // which the engine sees; if even this fails, the engine stops the process when it tries the same.
            _ = try? connection.perform("ROLLBACK")
        }
    }
}
