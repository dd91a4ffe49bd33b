import Storage
import Testing

@Suite("How a transaction ends")
struct EndingTests {
    private struct GaveUp: Error {}

    private let connection = RecordingConnection()
    private let funnel = StatementFunnel(logger: DatabaseFixture.logger)
    private static let failure = DatabaseError(.storageFailure, "injected")

    enum Kind: CaseIterable, Sendable {
        case whole, savepoint

        var scope: WriteTransaction.Scope {
            switch self {
            case .whole: .whole(begin: .script("BEGIN IMMEDIATE"))
            case .savepoint: .savepoint
            }
        }
        var begin: String { self == .whole ? "BEGIN IMMEDIATE" : "SAVEPOINT body" }
        var keep: String { self == .whole ? "COMMIT" : "RELEASE body" }
        var undo: [String] { self == .whole ? ["ROLLBACK"] : ["ROLLBACK TO body", "RELEASE body"] }
    }

    private func begin(_ kind: Kind) throws(DatabaseError) -> WriteTransaction {
        try WriteTransaction(beginning: connection, scope: kind.scope, owner: 1, funnel: funnel)
    }

    /// The error with which keeping it fails. (A closure, as `#expect` takes, could not consume it.)
    private func keep(_ transaction: consuming WriteTransaction) -> DatabaseError? {
        do throws(DatabaseError) {
            try transaction.keep()
            return nil
        } catch {
            return error
        }
    }

    @Test("Kept once, and nothing is undone after it", arguments: Kind.allCases)
    func kept(_ kind: Kind) throws {
        do {
            var transaction = try begin(kind)
            _ = try transaction.execute("DELETE FROM coin")
            try transaction.keep()
        }
        #expect(connection.statements == [kind.begin, "DELETE FROM coin", kind.keep])
    }

    @Test("Dropped, it undoes everything at once", arguments: Kind.allCases)
    func dropped(_ kind: Kind) throws {
        do {
            var transaction = try begin(kind)
            _ = try transaction.execute("DELETE FROM coin")
        }
        #expect(connection.statements == [kind.begin, "DELETE FROM coin"] + kind.undo)
    }

    @Test("Dropped by an error that leaves its scope, it undoes everything at once", arguments: Kind.allCases)
    func thrown(_ kind: Kind) throws {
        #expect(throws: GaveUp.self) {
            var transaction = try begin(kind)
            _ = try transaction.execute("DELETE FROM coin")
            throw GaveUp()
        }
        #expect(connection.statements == [kind.begin, "DELETE FROM coin"] + kind.undo)
    }

    @Test("What could not begin is not undone", arguments: Kind.allCases)
    func notBegun(_ kind: Kind) {
        connection.failures[kind.begin] = Self.failure
        #expect(throws: Self.failure) { _ = try begin(kind) }
        #expect(connection.statements == [kind.begin])
    }

    @Test("After a statement failed nothing more is run, kept or committed, only undone", arguments: Kind.allCases)
    func poisoned(_ kind: Kind) throws {
        connection.failures["DELETE FROM coin"] = Self.failure
        do {
            var transaction = try begin(kind)
            #expect(throws: Self.failure) { try transaction.execute("DELETE FROM coin") }
            let refusal = #expect(throws: DatabaseError.self) { try transaction.run("SELECT 1") }
            #expect(refusal?.kind == .poisoned)
            #expect(keep(transaction) == Self.failure)
        }
        #expect(connection.statements == [kind.begin, "DELETE FROM coin"] + kind.undo)
    }

    @Test("A COMMIT that failed is followed by undoing, unless the engine is in no transaction any more")
    func failedCommit() throws {
        connection.failures["COMMIT"] = Self.failure
        do {
            let transaction = try begin(.whole)
            #expect(keep(transaction) == Self.failure)
        }
        #expect(connection.statements == ["BEGIN IMMEDIATE", "COMMIT", "ROLLBACK"])
        do {
            let transaction = try begin(.whole)
            connection.isInTransaction = false
            #expect(keep(transaction) == Self.failure)
        }
        #expect(connection.statements.suffix(2) == ["BEGIN IMMEDIATE", "COMMIT"])
    }

    @Test(
        "A body that cannot be undone alone takes its group with it",
        arguments: ["ROLLBACK TO body", "RELEASE body"])
    func failedUndoing(_ statement: String) throws {
        connection.failures[statement] = Self.failure
        do { _ = try begin(.savepoint) }
        #expect(connection.statements.last == "ROLLBACK")
    }

    @Test("A read ends with its scope, also when that fails")
    func read() throws {
        connection.failures["COMMIT"] = Self.failure
        do {
            let transaction = try ReadTransaction(beginning: connection, with: .script("BEGIN"), funnel: funnel)
            _ = try transaction.run("SELECT 1")
        }
        #expect(connection.statements == ["BEGIN", "SELECT 1", "COMMIT"])
    }

    @Test("A read that could not begin is not ended")
    func readNotBegun() {
        connection.failures["BEGIN"] = Self.failure
        #expect(throws: Self.failure) {
            _ = try ReadTransaction(beginning: connection, with: .script("BEGIN"), funnel: funnel)
        }
        #expect(connection.statements == ["BEGIN"])
    }
}
