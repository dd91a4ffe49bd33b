import Foundation
import Storage
import StorageSQLite
import Testing

@Suite("Opening a database")
struct OpeningTests {
    private let directory: URL

    init() throws {
        directory = FileManager.default.temporaryDirectory.appending(path: "storage-tests-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
    }

    private var configuration: SQLiteConfiguration {
        SQLiteConfiguration(.file(directory.appending(path: "test.sqlite").path), logger: DatabaseFixture.logger)
    }

    @Test("A second opening of the same file is refused until the first is closed")
    func exclusive() async throws {
        let first = Database(try SQLiteEngine(configuration))
        #expect(throws: DatabaseError.self) { _ = try SQLiteEngine(configuration) }
        await first.close()
        let second = Database(try SQLiteEngine(configuration))
        await second.close()
    }

    @Test("A new database and its log can be read by their owner alone")
    func privately() async throws {
        let database = Database(try SQLiteEngine(configuration))
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("CREATE TABLE coin (id INTEGER PRIMARY KEY)")
        }
        for name in ["test.sqlite", "test.sqlite-wal", "test.sqlite-shm", "test.sqlite-lock"] {
            let path = directory.appending(path: name).path
            let permissions = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
            #expect(permissions == 0o600, "\(name)")
        }
        await database.close()
    }

    @Test("A backup is a copy of one moment, made while another writes, and is never written over")
    func backup() async throws {
        let database = Database(try SQLiteEngine(configuration))
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("CREATE TABLE coin (id INTEGER PRIMARY KEY, twin INTEGER NOT NULL)")
        }
        let writing = Task {
            for id in Int64(1)...500 {
                try await database.write { (transaction) throws(DatabaseError) in
                    _ = try transaction.execute("INSERT INTO coin VALUES (\(id), \(-id))")
                    _ = try transaction.execute("INSERT INTO coin VALUES (\(-id), \(id))")
                }
            }
        }
        let (original, copy) = (
            directory.appending(path: "test.sqlite").path, directory.appending(path: "copy.sqlite").path
        )
        try SQLiteBackup.make(of: original, at: copy)
        #expect(throws: DatabaseError.self) { try SQLiteBackup.make(of: original, at: copy) }
        #expect(throws: DatabaseError.self) { try SQLiteBackup.make(of: original + "none", at: copy + "2") }
        #expect(!FileManager.default.fileExists(atPath: copy + "2"))
        try await writing.value
        await database.close()
        let copied = Database(try SQLiteEngine(SQLiteConfiguration(.file(copy), logger: DatabaseFixture.logger)))
        let lonely = try await copied.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT 1 FROM coin WHERE NOT EXISTS (SELECT 1 FROM coin AS other WHERE other.id = coin.twin)")
        }
        #expect(lonely.isEmpty)
        await copied.close()
    }

    @Test("A file that is no database is refused")
    func noDatabase() throws {
        try Data("certainly no database, and long enough to have a header of its own".utf8)
            .write(to: directory.appending(path: "test.sqlite"))
        #expect(throws: DatabaseError.self) { _ = try SQLiteEngine(configuration) }
    }

    @Test("The log is synced at every commit: WAL and synchronous FULL")
    func pragmas() async throws {
        let database = Database(try SQLiteEngine(configuration))
        let (mode, synchronous) = try await database.write { (transaction) throws(DatabaseError) in
            (
                try transaction.run("PRAGMA journal_mode")[0].text(0),
                try transaction.run("PRAGMA synchronous")[0].integer(0)
            )
        }
        #expect(mode == "wal")
        #expect(synchronous == 2)
        await database.close()
    }

    @Test("After closing the file alone is the whole database: no log stands beside it")
    func foldsTheLog() async throws {
        let database = Database(try SQLiteEngine(configuration))
        try await MigrationSet([Self.first]).apply(to: database)
        _ = try await database.read { (transaction) throws(DatabaseError) in try transaction.run("SELECT x FROM a") }
        await database.close()
        let names = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(!names.contains("test.sqlite-wal"))
    }

    private static let first = Migration(number: 1, name: "first", statements: ["CREATE TABLE a (x INTEGER)"])
    private static let second = Migration(number: 2, name: "second", statements: ["CREATE TABLE b (x INTEGER)", "CREATE TABLE c (x INTEGER)"])

    @Test("Migrations apply what is missing, and applying again changes nothing")
    func migrates() async throws {
        let database = Database(try SQLiteEngine(configuration))
        try await MigrationSet([Self.first]).apply(to: database)
        try await MigrationSet([Self.first, Self.second]).apply(to: database)
        try await MigrationSet([Self.first, Self.second]).apply(to: database)
        let numbers = try await database.read { (transaction) throws(DatabaseError) in
            var numbers: [Int64] = []
            for row in try transaction.run("SELECT number FROM migration ORDER BY number") { numbers.append(try row.integer(0)) }
            return numbers
        }
        #expect(numbers == [1, 2])
        await database.close()
    }

    @Test("A database of a newer release and an edited step are refused")
    func refusesForeignSchemas() async throws {
        let database = Database(try SQLiteEngine(configuration))
        try await MigrationSet([Self.first, Self.second]).apply(to: database)
        await #expect { try await MigrationSet([Self.first]).apply(to: database) } throws: {
            ($0 as? DatabaseError)?.kind == .unsuitable
        }
        let edited = Migration(number: 1, name: "first", statements: ["CREATE TABLE a (x INTEGER, y INTEGER)"])
        await #expect { try await MigrationSet([edited, Self.second]).apply(to: database) } throws: {
            ($0 as? DatabaseError)?.kind == .unsuitable
        }
        await database.close()
    }

    @Test("A step that fails half way leaves the schema of before")
    func atomicMigration() async throws {
        let database = Database(try SQLiteEngine(configuration))
        let broken = Migration(number: 2, name: "broken", statements: ["CREATE TABLE b (x INTEGER)", "CREATE TABLE a (x INTEGER)"])
        try await MigrationSet([Self.first]).apply(to: database)
        await #expect(throws: DatabaseError.self) { try await MigrationSet([Self.first, broken]).apply(to: database) }
        try await MigrationSet([Self.first, Self.second]).apply(to: database)
        await database.close()
    }
}
