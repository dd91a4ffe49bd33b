/// How far a database is with the steps of a schema.
package enum MigrationStanding: Sendable, Equatable {
    case current(Int)
    /// The rest is applied when the program that owns the database starts.
    case behind(Int, of: Int)
    /// Of a newer release.
    case newer(Int)
    /// The step with this number is another one.
    case foreign(Int64)
}

extension MigrationSet {
    /// Looks without changing anything. Fails on a database without the table in which the steps are noted.
    package func standing(in transaction: borrowing ReadTransaction, _ dialect: SQLDialect) throws(DatabaseError)
        -> MigrationStanding
    {
        let applied = try transaction.run("SELECT number, statements FROM migration ORDER BY number")
        for (row, migration) in zip(applied, migrations) {
            let isSame = try row.text(1).utf8.elementsEqual(migration.text(in: dialect).utf8)
            guard try row.integer(0) == migration.number, isSame else { return .foreign(migration.number) }
        }
        if applied.count > migrations.count { return .newer(applied.count) }
        return applied.count == migrations.count
            ? .current(applied.count) : .behind(applied.count, of: migrations.count)
    }
}
