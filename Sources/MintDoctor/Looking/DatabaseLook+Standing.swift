internal import MintDaemon
internal import MintStore
internal import Storage

extension DatabaseLook {
    /// How far it is with the tables of this release; `nil` when there are none yet.
    func standing() async throws(StoreError) -> MigrationStanding? {
        if case .sqlite(let path) = settings, !FileLook(path).exists { return nil }
        let dialect = dialect
        return try await read { (transaction) throws(StoreError) in
            do throws(DatabaseError) {
                let known: SQL =
                    dialect == .sqlite
                    ? "SELECT 1 FROM sqlite_master WHERE name = 'migration'"
                    : "SELECT 1 WHERE to_regclass('migration') IS NOT NULL"
                guard try !transaction.run(known).isEmpty else { return nil }
                return try MintSchema.migrations.standing(in: transaction, dialect)
            } catch {
                throw .database(error)
            }
        }
    }
}
