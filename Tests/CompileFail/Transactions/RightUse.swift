import Storage

struct Refusal: Error {}

func insert(_ id: Int64, in transaction: inout WriteTransaction) throws(DatabaseError) {
    guard try transaction.execute("INSERT INTO coin (id) VALUES (\(id))") == 1 else {
        throw DatabaseError(.other, "no row")
    }
}

func use(_ database: Database) async throws(TransactionError<DatabaseError>) -> [Row] {
    try await database.write { (transaction) throws(DatabaseError) in try insert(1, in: &transaction) }
    let count = try await database.write(.deferred) { (transaction) throws(DatabaseError) in
        try insert(2, in: &transaction)
        return try transaction.execute("DELETE FROM coin WHERE id = 1")
    }
    guard count == 1 else { return [] }
    // Rows are read whole: they may leave.
    return try await database.read { (transaction) throws(DatabaseError) in try transaction.run("SELECT id FROM coin") }
}

func refuse(_ database: Database) async throws {
    try await database.write { (_) throws(Refusal) in throw Refusal() }
}

/// What engines do.
func own(_ connection: any SQLConnection, _ funnel: StatementFunnel) throws(DatabaseError) {
    var kept = try WriteTransaction(beginning: connection, scope: .savepoint, owner: 1, funnel: funnel)
    _ = try kept.execute("DELETE FROM coin")
    try kept.keep()
    var dropped = try WriteTransaction(beginning: connection, scope: .savepoint, owner: 1, funnel: funnel)
    _ = try dropped.execute("DELETE FROM coin")
}
