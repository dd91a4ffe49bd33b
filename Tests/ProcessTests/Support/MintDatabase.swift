import Logging
import ProcessTestSupport
import Storage
import StoragePostgres
import StorageSQLite
import TestSupport
import Testing

extension MintProgram.Store {
    /// Changes the database behind the back of a mint that does not run.
    func tamper(_ statements: SQL...) async throws {
        let logger = Logger(label: "test") { _ in SwiftLogNoOpLogHandler() }
        let engine: any DatabaseEngine =
            switch self {
            case .sqlite(let path): try SQLiteEngine(SQLiteConfiguration(.file(path), logger: logger))
            case .postgres(let url): try PostgresEngine(PostgresConfiguration(url, logger: logger))
            }
        let database = Database(engine)
        let outcome: Result<Void, TransactionError<DatabaseError>>
        do throws(TransactionError<DatabaseError>) {
            try await database.write { (transaction) throws(DatabaseError) in
                for statement in statements { _ = try transaction.execute(statement) }
            }
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await database.close()
        try outcome.get()
    }
}
