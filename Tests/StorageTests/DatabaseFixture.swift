import Foundation
import Logging
import Storage
import StorageSQLite

/// A new database of each kind, with one table.
enum DatabaseKind: CaseIterable, Sendable {
    case file, memory
}

struct DatabaseFixture {
    let database: Database
    let engine: SQLiteEngine
    private let directory: URL

    static let table: SQL = "CREATE TABLE coin (id INTEGER PRIMARY KEY, owner TEXT NOT NULL, amount INTEGER CHECK (amount > 0))"

    init(_ kind: DatabaseKind, faults: (any FaultInjection)? = nil) async throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "storage-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        let location: SQLiteConfiguration.Location =
            switch kind {
            case .file: .file(directory.appending(path: "test.sqlite").path)
            case .memory: .memory
            }
        try await Self.makeTable(location)
        var configuration = SQLiteConfiguration(location, logger: Self.logger)
        configuration.faults = faults
        engine = try SQLiteEngine(configuration)
        database = Database(engine)
        if kind == .memory {
            try await database.write { (transaction) throws(DatabaseError) in _ = try transaction.execute(Self.table) }
        }
    }

    /// Without faults, so that a fault strikes what is under test.
    private static func makeTable(_ location: SQLiteConfiguration.Location) async throws {
        guard case .file = location else { return }
        let database = Database(try SQLiteEngine(SQLiteConfiguration(location, logger: logger)))
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(table)
            _ = try transaction.execute("CREATE TABLE filler (id INTEGER PRIMARY KEY, data BLOB NOT NULL)")
        }
        await database.close()
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
            atPath: directory.appending(path: "test.sqlite-wal").path)
        return attributes[.size] as? Int ?? 0
    }

    func close() async {
        await database.close()
        try? FileManager.default.removeItem(at: directory)
    }
}
