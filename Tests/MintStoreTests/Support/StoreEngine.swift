import Logging
import Storage
import StoragePostgres
import StorageSQLite
import TestSupport
import Testing

// One suite for the store of a mint. Every test runs on every kind of database; a difference between them is a fault.
//
// It has the intent of the tests that CDK keeps for its databases (`cdk-common/src/database/mint/test`), and does right
// those that pass there whatever happens, because they look for a proof under another point than
// `hash_to_curve(secret)`. Intents that do not apply here, and why:
//
// - Proofs by keyset, quotes by their invoice's text, lists of all quotes, of all signatures of a keyset: nothing in
//   the mint asks for them, and no index would serve them. The quotes that are asked for are paged through.
// - Several payments to one mint quote, partial issuance, counters that only grow: BOLT11 pays an invoice once, and
//   what it paid is issued at once. That neither happens twice is tested in its place.
// - Batches of mint quotes, and the order in which they are locked: there are no batches.
// - A new payment hash for a melt quote: the hash is the invoice's and never changes.
// - RESERVED, UNKNOWN and FAILED: there are no such states. States cannot be mixed within an operation, because what
//   an operation holds is one set that moves as a whole.
// - `updated_at` that grows with a stale copy: a copy cannot change a row, only a locked row can.
// - The active keyset as something to set: keysets are published by the signatory and stored as a whole.
// - The authentication database: there is none.

/// The databases that a mint can be kept in.
enum StoreEngine: String, CaseIterable, Sendable, CustomTestStringConvertible {
    case file, memory, postgres

    var testDescription: String { rawValue }

    var dialect: SQLDialect { self == .postgres ? .postgres : .sqlite }
}

/// How a test wants its database.
struct StoreOptions {
    var faults: (any FaultInjection)?
    var plans: (any PlanInspection)?
    /// At most. With 1, reads and writes on PostgreSQL share a connection, and on SQLite each body is a group of its
    /// own.
    var connections = 4
}

/// Where the database of one test is. It can be opened again, but for one in memory.
struct StorePlace: Sendable {
    let engine: StoreEngine
    private let directory: TemporaryDirectory
    private let url: String

    init(_ engine: StoreEngine) async throws {
        self.engine = engine
        directory = try TemporaryDirectory()
        url = engine == .postgres ? try await TestPostgres.freshURL() : ""
    }

    static let logger = Logger(label: "mint-store-tests") { _ in SwiftLogNoOpLogHandler() }

    func open(_ options: StoreOptions = StoreOptions()) throws -> Database {
        if engine == .postgres {
            var configuration = PostgresConfiguration(url, logger: Self.logger)
            configuration.maximumConnections = options.connections
            // Many tests at once on a slow machine may leave one waiting in the middle.
            configuration.idleInTransactionTimeout = .seconds(300)
            configuration.faults = options.faults
            configuration.plans = options.plans
            return Database(try PostgresEngine(configuration))
        }
        var configuration = SQLiteConfiguration(
            engine == .memory ? .memory : .file(directory.path(of: "mint.sqlite")), logger: Self.logger)
        configuration.faults = options.faults
        configuration.plans = options.plans
        if options.connections == 1 {
            configuration.readers = 1
            configuration.maximumGroup = 1
        }
        return Database(try SQLiteEngine(configuration))
    }
}
