internal import SignatoryAPI
internal import Storage
internal import Synchronization

/// The keys database, with the errors of a signatory.
final class KeysStore: Sendable {
    let database: Database
    private let lacksSpace = Atomic<Bool>(false)

    init(_ database: Database) { self.database = database }

    /// Whether the last transaction could not be written to the disk. Nothing is signed then, because nothing is signed
    /// before it is counted.
    var isReadOnly: Bool { lacksSpace.load(ordering: .relaxed) }

    func close() async { await database.close() }

    /// Runs a body that finds its own work done when it runs again, in one transaction that is on the disk on return.
    func perform<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(KeysStoreError) -> R
    ) async throws(SignatoryError) -> R {
        do throws(TransactionError<KeysStoreError>) {
            return try await write(body)
        } catch {
            switch error {
            case .body(let error): throw SignatoryError(error)
            case .database(let error): throw SignatoryError(error)
            case .commitOutcomeUnknown: break
            }
        }
        // The body looks under the lock whether the first run was written.
        do throws(TransactionError<KeysStoreError>) {
            return try await write(body)
        } catch {
            switch error {
            case .body(let error): throw SignatoryError(error)
            case .database(let error), .commitOutcomeUnknown(let error):
                throw SignatoryError(
                    .unavailable, "whether it was done is unknown, repeat it under the same operation id: \(error)")
            }
        }
    }

    /// Runs a body that changes nothing. That it succeeds says nothing about the disk.
    func look<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(KeysStoreError) -> R
    ) async throws(SignatoryError) -> R {
        do throws(TransactionError<KeysStoreError>) {
            return try await database.write { (transaction) throws(KeysStoreError) in try body(&transaction) }
        } catch {
            switch error {
            case .body(let error): throw SignatoryError(error)
            case .database(let error), .commitOutcomeUnknown(let error): throw SignatoryError(error)
            }
        }
    }

    private func write<R: Sendable>(
        _ body: @escaping @Sendable (inout WriteTransaction) throws(KeysStoreError) -> R
    ) async throws(TransactionError<KeysStoreError>) -> R {
        do throws(TransactionError<KeysStoreError>) {
            let result = try await database.write { (transaction) throws(KeysStoreError) in try body(&transaction) }
            lacksSpace.store(false, ordering: .relaxed)
            return result
        } catch {
            switch error {
            case .database(let cause), .body(.database(let cause)), .commitOutcomeUnknown(let cause):
                if cause.kind == .storageFailure { lacksSpace.store(true, ordering: .relaxed) }
            case .body(.refused): break
            }
            throw error
        }
    }
}
