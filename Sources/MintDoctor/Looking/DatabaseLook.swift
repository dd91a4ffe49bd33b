internal import Logging
package import MintDaemon
package import MintStore
package import Storage
internal import StoragePostgres
internal import StorageSQLite

/// The mint's database, for one who only looks, beside a mint that may be running. It neither makes nor changes a
/// table.
package struct DatabaseLook: Sendable {
    package let settings: DatabaseSettings

    package init(_ settings: DatabaseSettings) { self.settings = settings }

    package var dialect: SQLDialect {
        switch settings {
        case .sqlite: .sqlite
        case .postgres: .postgres
        }
    }

    /// Opens, reads and closes.
    package func read<R: Sendable>(
        _ body: @escaping @Sendable (borrowing ReadTransaction) throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        switch settings {
        case .sqlite(let path):
            return try await Self.onThread { () throws(StoreError) in try Self.read(path, body) }
        case .postgres(let server):
            return try await Self.use(server) { (database) async throws(StoreError) in
                try await Self.answer { () async throws(TransactionError<StoreError>) in try await database.read(body) }
            }
        }
    }

    private enum ProbeEnd: Error {
        case taken
        case refused(StoreError)
    }

    /// Writes what is there over itself, and rolls it back: whether a write is taken. On a server only, where nobody
    /// waits for it.
    func probe(_ server: PostgresSettings) async throws(StoreError) {
        try await Self.use(server) { (database) async throws(StoreError) in
            do throws(TransactionError<ProbeEnd>) {
                try await database.write { (transaction) throws(ProbeEnd) in
                    do throws(StoreError) { try transaction.probe() } catch { throw .refused(error) }
                    throw .taken
                }
            } catch {
                switch error {
                case .body(.taken): return
                case .body(.refused(let error)): throw error
                case .database(let error), .commitOutcomeUnknown(let error): throw .database(error)
                }
            }
        }
    }

    private static var logger: Logger { Logger(label: "doctor") { _ in SwiftLogNoOpLogHandler() } }

    private static func read<R>(
        _ path: String, _ body: (borrowing ReadTransaction) throws(StoreError) -> R
    ) throws(StoreError) -> R {
        let transaction: ReadTransaction
        do throws(DatabaseError) {
            transaction = try ReadTransaction(
                beginning: try SQLiteConnection(.file(path), .readOnly), with: .script("BEGIN"),
                funnel: StatementFunnel(logger: logger, slowThreshold: .seconds(3_600)))
        } catch {
            throw .database(error)
        }
        return try body(transaction)
    }

    private static func use<R: Sendable>(
        _ server: PostgresSettings, _ body: (Database) async throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        var settings = server
        settings.maximumConnections = 1
        let configuration = PostgresConfiguration(settings, logger: logger)
        let database = try await onThread { () throws(StoreError) in
            do throws(DatabaseError) { return Database(try PostgresEngine(configuration)) } catch {
                throw .database(error)
            }
        }
        let outcome: Result<R, StoreError>
        do throws(StoreError) { outcome = .success(try await body(database)) } catch { outcome = .failure(error) }
        await database.close()
        return try outcome.get()
    }

    private static func answer<R>(
        _ call: () async throws(TransactionError<StoreError>) -> R
    ) async throws(StoreError) -> R {
        do throws(TransactionError<StoreError>) {
            return try await call()
        } catch {
            switch error {
            case .body(let error): throw error
            case .database(let error), .commitOutcomeUnknown(let error): throw .database(error)
            }
        }
    }

    /// Opening a database blocks, and so does reading a file.
    private static func onThread<R: Sendable>(
        _ body: @escaping @Sendable () throws(StoreError) -> R
    ) async throws(StoreError) -> R {
        let outcome: Result<R, StoreError> = await withCheckedContinuation { continuation in
            _ = WorkerThread {
                do throws(StoreError) {
                    continuation.resume(returning: .success(try body()))
                } catch {
                    continuation.resume(returning: .failure(error))
                }
            }
        }
        return try outcome.get()
    }
}
