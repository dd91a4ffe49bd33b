import Logging
import Storage
import StoragePostgres
import StorageSQLite
import StorageTestSupport
import TestSupport
import Testing

@Suite("What an engine logs")
struct EngineLogTests {
    private let log = LogBook()
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    @Test("The text of each statement is logged and none of its values", arguments: DatabaseKind.allCases)
    func texts(_ kind: DatabaseKind) async throws {
        let database = Database(try await engine(of: kind))
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(
                "CREATE TABLE coin (id \(.integer) PRIMARY KEY, owner TEXT, data \(.bytes), amount \(.integer))")
            _ = try transaction.execute(
                "INSERT INTO coin (id, owner, data) VALUES (\(Secrets.amount), \(Secrets.owner), \(Secrets.data))")
        }
        await #expect(throws: (any Error).self) {
            try await database.write { (transaction) throws(DatabaseError) in
                _ = try transaction.execute("INSERT INTO coin (owner, id) VALUES (\(Secrets.owner), \(Secrets.amount))")
            }
        }
        _ = try await database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT amount FROM coin WHERE data = \(Secrets.data)")
        }
        await database.close()
        let (one, two, three) = kind == .postgres ? ("$1", "$2", "$3") : ("?", "?", "?")
        for text in [
            "INSERT INTO coin (id, owner, data) VALUES (\(one), \(two), \(three))",
            "INSERT INTO coin (owner, id) VALUES (\(one), \(two))", "SELECT amount FROM coin WHERE data = \(one)",
        ] {
            let entries = log.entries.filter { $0.metadata["sql"] == text }
            #expect(entries.map(\.level) == [.debug], "\(text)")
            #expect(entries.first?.metadata["site"]?.hasPrefix("\(#fileID):") == true, "\(text)")
        }
        Secrets.expectNone(in: log)
    }

    @Test("A value that PostgreSQL refuses is neither in the error nor in the log")
    func refusedValue() async throws {
        let database = Database(try await engine(of: .postgres))
        do throws(TransactionError<DatabaseError>) {
            _ = try await database.read { (transaction) throws(DatabaseError) in
                try transaction.run("SELECT CAST(\(Secrets.owner) AS BIGINT)")
            }
            Issue.record("it is no number")
        } catch {
            #expect(!"\(error)".contains(Secrets.owner))
        }
        await database.close()
        #expect(log.entries.contains { $0.message == "statement failed" })
        Secrets.expectNone(in: log)
    }

    private func engine(of kind: DatabaseKind) async throws -> any DatabaseEngine {
        switch kind {
        case .file, .memory:
            let location = kind == .memory ? .memory : SQLiteConfiguration.Location.file(directory.path(of: "a.sqlite"))
            var configuration = SQLiteConfiguration(location, logger: log.logger)
            configuration.slowStatement = .seconds(3_600)
            return try SQLiteEngine(configuration)
        case .postgres:
            var configuration = PostgresConfiguration(try await TestPostgres.freshURL(), logger: log.logger)
            configuration.slowStatement = .seconds(3_600)
            return try PostgresEngine(configuration)
        }
    }
}
