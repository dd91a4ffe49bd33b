import Foundation
import Logging
import Storage
import StoragePostgres
import StorageSQLite
import Synchronization
import TestSupport

/// Where a database can be.
enum DatabaseKind: CaseIterable, Sendable {
    case file, memory, postgres
}

/// A new database of each kind, with two tables.
struct DatabaseFixture {
    let database: Database
    let engine: any DatabaseEngine
    let directory: TemporaryDirectory

    static let table: SQL = """
        CREATE TABLE coin (id \(.integer) PRIMARY KEY, owner TEXT NOT NULL, amount \(.integer) CHECK (amount > 0))
        """
    private static let filler: SQL = "CREATE TABLE filler (id \(.integer) PRIMARY KEY, data \(.bytes) NOT NULL)"

    /// - Parameter path: of the file; `nil` for one in a directory of its own.
    init(
        _ kind: DatabaseKind, path: String? = nil, faults: (any FaultInjection)? = nil,
        adjust: (inout PostgresConfiguration) -> Void = { _ in }
    ) async throws {
        directory = try TemporaryDirectory()
        let switched = SwitchedFaults(faults)
        switch kind {
        case .file, .memory:
            var configuration = SQLiteConfiguration(
                kind == .memory ? .memory : .file(path ?? directory.path(of: "test.sqlite")), logger: Self.logger)
            configuration.faults = switched
            engine = try SQLiteEngine(configuration)
        case .postgres:
            var configuration = PostgresConfiguration(try await TestPostgres.freshURL(), logger: Self.logger)
            configuration.faults = switched
            adjust(&configuration)
            engine = try PostgresEngine(configuration)
        }
        database = Database(engine)
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(Self.table)
            _ = try transaction.execute(Self.filler)
        }
        switched.turnOn()
    }

    static let logger = Logger(label: "storage-tests") { _ in SwiftLogNoOpLogHandler() }

    func insert(_ id: Int64, owner: String = "alice", amount: Int64 = 1) async throws {
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("INSERT INTO coin (id, owner, amount) VALUES (\(id), \(owner), \(amount))")
        }
    }

    func ids() async throws -> [Int64] {
        try await database.read { (transaction) throws(DatabaseError) in
            var ids: [Int64] = []
            for row in try transaction.run("SELECT id FROM coin ORDER BY id") { ids.append(try row.integer(0)) }
            return ids
        }
    }

    func logBytes() throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(
            atPath: directory.path(of: "test.sqlite-wal"))
        return attributes[.size] as? Int ?? 0
    }

    func close() async {
        await database.close()
    }
}

/// Faults that strike what is under test, and not what makes ready for it.
private final class SwitchedFaults: FaultInjection {
    private let faults: (any FaultInjection)?
    private let isOn = Atomic(false)

    init(_ faults: (any FaultInjection)?) { self.faults = faults }

    func turnOn() { isOn.store(true, ordering: .sequentiallyConsistent) }

    func before(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if isOn.load(ordering: .sequentiallyConsistent) { try faults?.before(point, statement) }
    }

    func after(_ point: FaultPoint, _ statement: SQL) throws(DatabaseError) {
        if isOn.load(ordering: .sequentiallyConsistent) { try faults?.after(point, statement) }
    }
}
