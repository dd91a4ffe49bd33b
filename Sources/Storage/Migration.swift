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

    var text: String { statements.map { $0.text() }.joined(separator: ";\n") }
}

/// The steps of a schema in order, numbered from 1.
package struct MigrationSet: Sendable {
    private let migrations: [Migration]

    package init(_ migrations: [Migration]) {
        precondition(
            migrations.enumerated().allSatisfy { $1.number == Int64($0) + 1 }, "migrations are numbered from 1 on")
        self.migrations = migrations
    }

    /// Applies what is missing, in one transaction. Refuses a database that a newer release wrote, or one whose
    /// applied steps are not those of this program.
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
        _ = try transaction.execute(
            """
            CREATE TABLE IF NOT EXISTS migration (
                number INTEGER PRIMARY KEY,
                name TEXT NOT NULL,
                statements TEXT NOT NULL
            )
            """)
        let applied = try transaction.run("SELECT number, statements FROM migration ORDER BY number")
        guard applied.count <= migrations.count else {
            throw DatabaseError(
                .unsuitable,
                "the database is at schema \(applied.count), this release knows \(migrations.count): run the newer release")
        }
        for (row, migration) in zip(applied, migrations) {
            guard try row.integer(0) == migration.number, try row.text(1).utf8.elementsEqual(migration.text.utf8) else {
                throw DatabaseError(.unsuitable, "schema step \(migration.number) is not the one this release applies")
            }
        }
        for migration in migrations.dropFirst(applied.count) {
            for statement in migration.statements { _ = try transaction.execute(statement) }
            _ = try transaction.execute(
                """
                INSERT INTO migration (number, name, statements)
                VALUES (\(migration.number), \(migration.name), \(migration.text))
                """)
        }
    }
}
