/// A consistent view of the database. Owns its connection alone while it lives, and ends with its scope.
package struct ReadTransaction: ~Copyable {
    private let connection: any SQLConnection
    private let funnel: StatementFunnel

    private static let begin: SQL = "BEGIN"
    private static let end: SQL = "COMMIT"

    package init(beginning connection: any SQLConnection, funnel: StatementFunnel) throws(DatabaseError) {
        _ = try funnel.run(Self.begin, on: connection, at: .begin)
        self.connection = connection
        self.funnel = funnel
    }

    package borrowing func run(_ statement: SQL) throws(DatabaseError) -> [Row] {
        try funnel.run(statement, on: connection).rows
    }

    deinit {
        // It has nothing to lose: should this fail, the engine finds the connection inside a transaction and resets it.
        _ = try? connection.perform(Self.end)
    }
}
