internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Glibc
package import Logging
internal import SignatoryAPI
internal import Storage
internal import StorageSQLite

extension EmbeddedSignatory {
    /// Opens the keys database, compares all of it with what the seed derives, and makes the first keyset of each unit
    /// of the configuration that has none. Makes the database when the configuration allows it.
    ///
    /// - Parameter source: read now, and again whenever keys are to be derived later; in between the seed is nowhere.
    package static func open(
        _ configuration: SignatoryConfiguration, seed source: SeedSource, logger: Logger
    ) async throws(SignatoryStartError) -> EmbeddedSignatory {
        let seed = try read(source)
        let database = Database(try engine(configuration, logger))
        do throws(SignatoryStartError) {
            let parts = try await parts(database, configuration, seed, source)
            let signatory = EmbeddedSignatory(parts, configuration: configuration, logger: logger)
            logger.info(
                "keys opened",
                metadata: [
                    "identity": "\(signatory.identity)", "generation": "\(signatory.generation)",
                    "keysets": "\(parts.ring.publication.keysets.count)",
                ])
            return signatory
        } catch {
            await database.close()
            throw error
        }
    }

    private static func parts(
        _ database: Database, _ configuration: SignatoryConfiguration, _ seed: Seed, _ source: SeedSource
    ) async throws(SignatoryStartError) -> Parts {
        let (opening, _, ring) = try await compare(database, configuration, seed)
        if ring == nil, !configuration.mayCreate, case .file(let path) = configuration.location {
            throw .databaseAbsent(path)
        }
        let publication = try await run(database) { (transaction) throws(KeysStoreError) in
            try opening.complete(&transaction)
        }
        let master = opening.master
        return Parts(
            ring: try KeyRing(publication, of: master.identity.publicKey, after: ring) { master },
            identityKey: master.identity, auditKey: opening.auditKey,
            access: MasterAccess(source: source, fingerprint: opening.fingerprint), store: KeysStore(database),
            clock: opening.clock)
    }

    /// Derives and compares everything; makes no keyset. The ring is `nil` for a new database.
    static func compare(
        _ database: Database, _ configuration: SignatoryConfiguration, _ seed: Seed
    ) async throws(SignatoryStartError) -> (KeysOpening, KeysOpening.Stored, KeyRing?) {
        do throws(DatabaseError) {
            try await KeysSchema.migrations.apply(to: database)
        } catch {
            throw error.kind == .unsuitable ? .unsuitableSchema(error.message) : .database(error)
        }
        let master: MasterKey
        do throws(DerivationError) { master = try MasterKey(seed) } catch { throw .unusableSeed }
        let floor = try await run(database) { (transaction) throws(KeysStoreError) in
            try transaction.lastAuditTime()
        }
        let opening = KeysOpening(
            master: master, auditKey: MessageKey(of: seed, for: "cashu-signatory/audit-key/v1"),
            fingerprint: seed.fingerprint, defaults: configuration.defaults,
            clock: SignatoryClock(configuration.unixSeconds, floor: floor))
        let stored = try await run(database) { (transaction) throws(KeysStoreError) in try opening.load(&transaction) }
        let ring = try opening.check(stored)
        try await checkAudit(database, opening.auditKey)
        return (opening, stored, ring)
    }

    static func read(_ source: SeedSource) throws(SignatoryStartError) -> Seed {
        do throws(SeedFileError) { return try source.read() } catch { throw .unreadSeed(source.name, error) }
    }

    /// Every line of the audit log, from its first.
    private static func checkAudit(_ database: Database, _ key: MessageKey) async throws(SignatoryStartError) {
        var number: UInt64 = 0
        while true {
            let page = try await run(database) { [number] (transaction) throws(KeysStoreError) in
                try transaction.auditPage(after: number, key)
            }
            guard page.isIntact else { throw .alteredDatabase("the audit log, behind line \(number)") }
            guard let last = page.entries.last else { return }
            number = last.number
        }
    }

    static func engine(
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
        unsafe Glibc.access(path, F_OK) != 0 && [ENOENT, ENOTDIR].contains(errno)
    }

    static func run<R: Sendable>(
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
