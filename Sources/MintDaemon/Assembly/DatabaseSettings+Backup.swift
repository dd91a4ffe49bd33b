internal import Storage
internal import StorageSQLite

extension DatabaseSettings {
    /// Copies the database of a mint that may be running.
    /// - Parameter path: of a file that is not there yet.
    package func backUp(to path: String) throws(MintStartError) {
        do throws(DatabaseError) {
            switch self {
            case .sqlite(let original): try SQLiteBackup.make(of: original, at: path)
            case .postgres:
                throw DatabaseError(.unsuitable, "the database is PostgreSQL: use pg_dump or pg_basebackup")
            }
        } catch {
            throw .database(error)
        }
    }
}
