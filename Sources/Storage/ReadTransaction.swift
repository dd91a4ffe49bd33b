/// A consistent view of the database. Owns its connection alone while it lives, and ends with its scope.
package struct ReadTransaction: ~Copyable {
    private let connection: any SQLConnection
    private let funnel: StatementFunnel

    private static let end: SQL = .script("COMMIT")

    /// - Parameter begin: how the engine begins one that sees a single moment.
    package init(
        beginning connection: any SQLConnection, with begin: SQL, funnel: StatementFunnel
    ) throws(DatabaseError) {
        _ = try funnel.run(begin, on: connection, at: .begin)
        self.connection = connection
        self.funnel = funnel
    }

    package borrowing func run(
        _ statement: SQL, _ file: StaticString = #fileID, _ line: UInt = #line
    ) throws(DatabaseError) -> [Row] {
        try funnel.run(statement, on: connection, from: CallSite(file, line)).rows
    }

    deinit {
        // It has nothing to lose: should this fail, the engine finds the connection inside a transaction and resets it.
        _ = try? connection.perform(Self.end)
    }
}
