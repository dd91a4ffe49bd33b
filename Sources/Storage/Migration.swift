/// One step of a schema. Once released it is never edited: the database keeps its text and compares.
package struct Migration: Sendable {
    package let number: Int64
    package let name: String
    package let statements: [SQL]

    package init(number: Int64, name: String, statements: [SQL]) {
        self.number = number
        self.name = name
        self.statements = statements
    }

    func text(in dialect: SQLDialect) -> String {
        statements.map { $0.text(in: dialect) }.joined(separator: ";\n")
    }
}

/// The steps of a schema in order, numbered from 1.
package struct MigrationSet: Sendable {
    let migrations: [Migration]

    package init(_ migrations: [Migration]) {
        precondition(
            migrations.enumerated().allSatisfy { $1.number == Int64($0) + 1 }, "migrations are numbered from 1 on")
        self.migrations = migrations
    }

    /// Applies what is missing, in one transaction and never twice at the same time. Refuses a database that a newer
    /// release wrote, or one whose applied steps are not those of this program.
    package func apply(to database: Database) async throws(DatabaseError) {
        do throws(TransactionError<DatabaseError>) {
            try await database.write { (transaction) throws(DatabaseError) in try apply(in: &transaction) }
        } catch {
            switch error {
            case .database(let error), .body(let error), .commitOutcomeUnknown(let error): throw error
            }
        }
    }

    private func apply(in transaction: inout WriteTransaction) throws(DatabaseError) {
        // PostgreSQL: another process may start at this moment. SQLite has one writer anyway.
        if transaction.dialect == .postgres {
            _ = try transaction.run("SELECT pg_advisory_xact_lock(hashtextextended(current_schema(), \(Self.lock)))")
        }
        _ = try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (
                number \(.integer) PRIMARY KEY,
                name TEXT NOT NULL,
                statements TEXT NOT NULL
            )
            """)
        let applied = try transaction.run("SELECT number, statements FROM migration ORDER BY number")
        guard applied.count <= migrations.count else {
            throw DatabaseError(
                .unsuitable,
                "the database is at schema \(applied.count), this release knows \(migrations.count): "
                    + "run the newer release")
        }
        for (row, migration) in zip(applied, migrations) {
            let text = migration.text(in: transaction.dialect)
            guard try row.integer(0) == migration.number, try row.text(1).utf8.elementsEqual(text.utf8) else {
                throw DatabaseError(.unsuitable, "schema step \(migration.number) is not the one this release applies")
            }
        }
        for migration in migrations.dropFirst(applied.count) { try apply(migration, in: &transaction) }
    }

    private func apply(_ migration: Migration, in transaction: inout WriteTransaction) throws(DatabaseError) {
        for statement in migration.statements {
            do throws(DatabaseError) {
                _ = try transaction.execute(statement)
            } catch {
                guard error.kind == .other else { throw error }
                throw DatabaseError(
                    .unsuitable, code: error.code,
                    "schema step \(migration.number) cannot be applied, to a database that is not empty? "
                        + error.message)
            }
        }
        _ = try transaction.execute(
            """
            INSERT INTO migration (number, name, statements)
            VALUES (\(migration.number), \(migration.name), \(migration.text(in: transaction.dialect)))
            """)
    }

    /// Any number that nobody else takes an advisory lock on.
    private static let lock: Int64 = 0x6d69_6e74
}
