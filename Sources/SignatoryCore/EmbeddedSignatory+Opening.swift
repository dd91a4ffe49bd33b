internal import Cashu
internal import CashuCrypto
package import CashuSecrets
internal import Glibc
package import Logging
internal import SignatoryAPI
internal import Storage
internal import StorageSQLite

extension EmbeddedSignatory {
    /// Opens the keys database, compares all of it with what the seed derives, and makes the first keyset of each unit
    /// of the configuration that has none. Makes the database when the configuration allows it.
    ///
    /// - Parameter seed: not kept; its master key is, in locked memory.
    package static func open(
        _ configuration: SignatoryConfiguration, seed: Seed, logger: Logger
    ) async throws(SignatoryStartError) -> EmbeddedSignatory {
        let database = Database(try engine(configuration, logger))
        do throws(SignatoryStartError) {
            return try await open(database, configuration, seed, logger)
        } catch {
            await database.close()
            throw error
        }
    }

    private static func open(
        _ database: Database, _ configuration: SignatoryConfiguration, _ seed: Seed, _ logger: Logger
    ) async throws(SignatoryStartError) -> EmbeddedSignatory {
        do throws(DatabaseError) {
            try await KeysSchema.migrations.apply(to: database)
        } catch {
            throw error.kind == .unsuitable ? .unsuitableSchema(error.message) : .database(error)
        }
        let master: MasterKey
        do throws(DerivationError) { master = try MasterKey(seed) } catch { throw .unusableSeed }
        let opening = KeysOpening(
            master: master, fingerprint: seed.fingerprint, defaults: configuration.defaults,
            now: configuration.unixSeconds())
        let stored = try await run(database) { (transaction) throws(KeysStoreError) in try opening.load(&transaction) }
        let ring = try opening.check(stored)
        if ring == nil, !configuration.mayCreate, case .file(let path) = configuration.location {
            throw .databaseAbsent(path)
        }
        let publication = try await run(database) { (transaction) throws(KeysStoreError) in
            try opening.complete(&transaction)
        }
        let signatory = EmbeddedSignatory(
            try KeyRing(publication, master, after: ring), master: master, database: database,
            configuration: configuration, logger: logger)
        logger.info(
            "keys opened",
            metadata: [
                "identity": "\(signatory.identity)", "generation": "\(publication.generation)",
                "keysets": "\(publication.keysets.count)",
            ])
        return signatory
    }

    private static func engine(
        _ configuration: SignatoryConfiguration, _ logger: Logger
    ) throws(SignatoryStartError) -> SQLiteEngine {
        let location: SQLiteConfiguration.Location =
            switch configuration.location {
            case .file(let path): .file(path)
            case .memory: .memory
            }
        if case .file(let path) = location, !configuration.mayCreate, isAbsent(path) { throw .databaseAbsent(path) }
        var settings = SQLiteConfiguration(location, logger: logger)
        settings.readers = 1
        settings.faults = configuration.faults
        do throws(DatabaseError) {
            return try SQLiteEngine(settings)
        } catch {
            throw error.kind == .busy ? .databaseInUse(error.message) : .database(error)
        }
    }

    /// Of a file that is there and cannot be reached, the engine tells.
    private static func isAbsent(_ path: String) -> Bool {
        unsafe access(path, F_OK) != 0 && [ENOENT, ENOTDIR].contains(errno)
    }

    private static func run<R: Sendable>(
        _ database: Database, _ body: @escaping @Sendable (inout WriteTransaction) throws(KeysStoreError) -> R
    ) async throws(SignatoryStartError) -> R {
        do throws(TransactionError<KeysStoreError>) {
            return try await database.write { (transaction) throws(KeysStoreError) in try body(&transaction) }
        } catch {
            switch error {
            case .body(.refused(let error)): throw .refusedKeyset(error)
            case .body(.database(let error)) where error.kind == .unreadable: throw .alteredDatabase(error.message)
            // A start whose commit did not answer is simply repeated: it makes nothing that is there already.
            case .body(.database(let error)), .database(let error), .commitOutcomeUnknown(let error):
                throw .database(error)
            }
        }
    }
}
