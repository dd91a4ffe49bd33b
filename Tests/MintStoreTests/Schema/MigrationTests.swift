import MintStore
import Storage
import Testing

@Suite("Store: migrations", .serialized)
struct MigrationTests {
    private static let first = Migration(
        number: 1, name: "first", statements: ["CREATE TABLE a (id \(.integer) PRIMARY KEY, name \(.text) NOT NULL)"])
    private static let second = Migration(
        number: 2, name: "second",
        statements: ["CREATE INDEX a_name ON a (name)", "INSERT INTO a (id, name) VALUES (2, 'second')"])

    /// What applying it ended with; `nil` is that it went well.
    private func apply(_ migrations: MigrationSet, to database: Database) async -> DatabaseError? {
        do throws(DatabaseError) {
            try await migrations.apply(to: database)
            return nil
        } catch {
            return error
        }
    }

    private func names(in database: Database) async throws -> [String] {
        try await database.read { (transaction) throws(DatabaseError) in
            var names: [String] = []
            for row in try transaction.run("SELECT name FROM a ORDER BY id") { names.append(try row.text(0)) }
            return names
        }
    }

    @Test("Steps are applied once and in order, and what is stored stays", arguments: StoreEngine.allCases)
    func order(_ engine: StoreEngine) async throws {
        let database = try await StorePlace(engine).open()
        #expect(await apply(MigrationSet([Self.first]), to: database) == nil)
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("INSERT INTO a (id, name) VALUES (1, 'kept')")
        }
        for _ in 0..<3 {
            #expect(await apply(MigrationSet([Self.first, Self.second]), to: database) == nil)
            #expect(try await names(in: database) == ["kept", "second"])
        }
        let applied = try await database.read { (transaction) throws(DatabaseError) in
            try transaction.run("SELECT number, name FROM migration ORDER BY number").map { "\($0)" }.count
        }
        #expect(applied == 2)
    }

    @Test(
        "A step that was edited, renumbered or taken away is refused, and nothing is changed",
        arguments: StoreEngine.allCases)
    func edited(_ engine: StoreEngine) async throws {
        let database = try await StorePlace(engine).open()
        let both = MigrationSet([Self.first, Self.second])
        #expect(await apply(both, to: database) == nil)
        let before = try await SchemaReader.tables(of: database)
        let editions: [[Migration]] = [
            [Migration(number: 1, name: "first", statements: ["CREATE TABLE a (id \(.integer))"]), Self.second],
            [Self.first, Migration(number: 2, name: "second", statements: ["CREATE INDEX a_name ON a (name)"])],
            [Self.first, Migration(number: 2, name: "second", statements: [])],
            [
                Migration(number: 1, name: "second", statements: Self.second.statements),
                Migration(number: 2, name: "first", statements: Self.first.statements),
            ],
        ]
        for edition in editions {
            let error = await apply(MigrationSet(edition), to: database)
            #expect(error?.kind == .unsuitable)
            #expect(error?.message.contains("is not the one this release applies") == true)
        }
        #expect(try await SchemaReader.tables(of: database) == before)
        #expect(await apply(both, to: database) == nil, "the database is as good as before")
    }

    @Test("A database that a newer release wrote is refused, and nothing is changed", arguments: StoreEngine.allCases)
    func future(_ engine: StoreEngine) async throws {
        let database = try await StorePlace(engine).open()
        #expect(await apply(MigrationSet([Self.first, Self.second]), to: database) == nil)
        let before = try await SchemaReader.tables(of: database)
        let error = await apply(MigrationSet([Self.first]), to: database)
        #expect(error?.kind == .unsuitable)
        #expect(error?.message.contains("run the newer release") == true)
        #expect(try await SchemaReader.tables(of: database) == before)
        #expect(try await names(in: database) == ["second"])
    }

    @Test("A step that is missing in the middle is refused", arguments: StoreEngine.allCases)
    func gap(_ engine: StoreEngine) async throws {
        let database = try await StorePlace(engine).open()
        let both = MigrationSet([Self.first, Self.second])
        #expect(await apply(both, to: database) == nil)
        try await database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("DELETE FROM migration WHERE number = 1")
        }
        #expect(await apply(both, to: database)?.kind == .unsuitable)
    }

    @Test("A database with somebody else's tables is refused and left alone", arguments: StoreEngine.allCases)
    func foreign(_ engine: StoreEngine) async throws {
        let statements: [SQL] = [
            "CREATE TABLE proof (y \(.bytes) PRIMARY KEY, state \(.text))",
            "CREATE TABLE key_value (a \(.integer) PRIMARY KEY)",
            "CREATE TABLE other (a \(.integer) PRIMARY KEY)",
        ]
        for statement in statements.prefix(2) {
            let database = try await StorePlace(engine).open()
            try await database.write { (transaction) throws(DatabaseError) in _ = try transaction.execute(statement) }
            let before = try await SchemaReader.tables(of: database)
            let error = await apply(MintSchema.migrations, to: database)
            #expect(error?.kind == .unsuitable)
            #expect(error?.message.contains("to a database that is not empty?") == true)
            #expect(try await SchemaReader.tables(of: database) == before)
        }
        let database = try await StorePlace(engine).open()
        try await database.write { (transaction) throws(DatabaseError) in _ = try transaction.execute(statements[2]) }
        #expect(
            await apply(MintSchema.migrations, to: database) == nil, "a table beside those of the mint disturbs nothing"
        )
    }

    @Test("The database of another program is refused", arguments: StoreEngine.allCases)
    func otherProgram(_ engine: StoreEngine) async throws {
        let database = try await StorePlace(engine).open()
        #expect(await apply(MigrationSet([Self.first]), to: database) == nil)
        let before = try await SchemaReader.tables(of: database)
        #expect(await apply(MintSchema.migrations, to: database)?.kind == .unsuitable)
        #expect(try await SchemaReader.tables(of: database) == before)
    }

    @Test(
        "A fault at any statement leaves no table or all of them, and the next run completes",
        arguments: StoreEngine.allCases)
    func faults(_ engine: StoreEngine) async throws {
        let reference = try await SchemaReader.tables(of: StoreFixture(engine).database)
        for moment in StatementFaults.Moment.allCases {
            let faults = StatementFaults()
            let database = try await StorePlace(engine).open(StoreOptions(faults: faults))
            var number = 0
            while try await SchemaReader.tables(of: database).isEmpty {
                number += 1
                faults.arm(moment, at: number)
                let error = await apply(MintSchema.migrations, to: database)
                let isStruck = faults.disarm()
                #expect((error?.kind == .storageFailure) == isStruck)
            }
            // BEGIN and COMMIT, and at least a statement for each table.
            #expect(number > reference.count + 2)
            #expect(try await SchemaReader.tables(of: database) == reference)
            #expect(await apply(MintSchema.migrations, to: database) == nil)
            #expect(try await SchemaReader.tables(of: database) == reference)
        }
    }

    @Test("Many processes that start at once on an empty database make its tables once")
    func together() async throws {
        for _ in 0..<3 {
            let place = try await StorePlace(.postgres)
            let databases = try (0..<6).map { _ in try place.open() }
            let errors = try await concurrently(6) { await apply(MintSchema.migrations, to: databases[$0]) }
            #expect(errors == [nil, nil, nil, nil, nil, nil])
            let reference = try await SchemaReader.tables(of: StoreFixture(.postgres).database)
            #expect(try await SchemaReader.tables(of: databases[0]) == reference)
            let steps = try await databases[0].read { (transaction) throws(DatabaseError) in
                try transaction.run("SELECT number FROM migration").count
            }
            #expect(steps == 1)
        }
    }

    @Test(
        "A database of the release before keeps everything when it is opened again",
        arguments: [StoreEngine.file, .postgres])
    func reopened(_ engine: StoreEngine) async throws {
        let story = MoneyStory()
        let store = try await StoreFixture(engine)
        try await story.prepare(.meltFinalize, in: store)
        let before = try await store.contents().filter { !$0.hasPrefix("saga") }
        await store.database.close()
        let again = try StoreFixture(reopening: store.place)
        #expect(await apply(MintSchema.migrations, to: again.database) == nil)
        #expect(try await again.contents().filter { !$0.hasPrefix("saga") } == before)
    }
}
