import FoundationEssentials
import MintStore
import Storage
import Testing

@Suite("Store: schema", .serialized)
struct SchemaTests {
    private func tables(_ engine: StoreEngine) async throws -> [SchemaTable] {
        try await SchemaReader.tables(of: StoreFixture(engine).database)
    }

    private func views(_ engine: StoreEngine) async throws -> [SchemaView] {
        try await SchemaReader.views(of: StoreFixture(engine).database)
    }

    @Test("Both engines have the same tables: columns, types, NULLs, keys, constraints and indexes")
    func same() async throws {
        let (file, memory, postgres) = (try await tables(.file), try await tables(.memory), try await tables(.postgres))
        #expect(file == memory)
        #expect(file.map(\.name) == postgres.map(\.name))
        for (own, other) in zip(file, postgres) {
            #expect(own.columns == other.columns, "\(own.name)")
            #expect(own.keys.subtracting(other.keys) == [], "only on SQLite: \(own.name)")
            #expect(other.keys.subtracting(own.keys) == [], "only on PostgreSQL: \(own.name)")
        }
    }

    @Test("Both engines have the same views, and every view a purpose")
    func sameViews() async throws {
        let (file, memory, postgres) = (try await views(.file), try await views(.memory), try await views(.postgres))
        #expect(file == memory && file == postgres)
        #expect(Set(file.map(\.name)) == Set(SchemaDocument.viewPurposes.keys))
    }

    @Test("Every column has one of three types, and every table a key and a purpose", arguments: StoreEngine.allCases)
    func sound(_ engine: StoreEngine) async throws {
        let tables = try await tables(engine)
        #expect(tables.count == SchemaDocument.purposes.count)
        for table in tables {
            #expect(SchemaDocument.purposes[table.name] != nil, "\(table.name)")
            #expect(table.columns.allSatisfy { $0.kind != nil }, "\(table.name)")
            let primary = table.keys.compactMap { key -> [String]? in
                guard case .primary(let columns) = key else { return nil }
                return columns
            }
            #expect(primary.count == 1 && primary.first?.isEmpty == false, "\(table.name)")
            let nullable = Set(table.columns.filter(\.isNullable).map(\.name))
            #expect(nullable.isDisjoint(with: primary.joined()), "no part of a primary key is NULL: \(table.name)")
        }
    }

    @Test("The reader sees what makes two schemas differ", arguments: StoreEngine.allCases)
    func reader(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let before = try await SchemaReader.tables(of: store.database)
        let changes: [SQL] = [
            "CREATE TABLE more (a \(.integer) PRIMARY KEY)", "ALTER TABLE saga ADD COLUMN more \(.text)",
            "ALTER TABLE key_value ADD COLUMN more \(.integer) NOT NULL DEFAULT 5",
            "CREATE INDEX more ON proof (keyset_id, amount)",
            "CREATE INDEX more ON proof (keyset_id) WHERE amount IN (1, 2)",
            "CREATE UNIQUE INDEX more ON proof (keyset_id)", "DROP INDEX pending_proof_operation",
            "DROP TABLE melt_change", "ALTER TABLE saga RENAME COLUMN owner TO holder",
            "CREATE TABLE more (a \(.integer) PRIMARY KEY CHECK (a > 5), b \(.bytes) UNIQUE REFERENCES proof (y))",
        ]
        for change in changes {
            let changed = try await Self.changed(change, in: store)
            #expect(changed != before, "\(change.text(in: engine.dialect))")
        }
        #expect(try await SchemaReader.tables(of: store.database) == before, "each was undone")
    }

    @Test("It sees what makes two sets of views differ", arguments: StoreEngine.allCases)
    func viewReader(_ engine: StoreEngine) async throws {
        let store = try await StoreFixture(engine)
        let before = try await SchemaReader.views(of: store.database)
        let changes: [[SQL]] = [
            ["DROP VIEW conservation"], ["CREATE VIEW more AS SELECT amount FROM proof"],
            ["DROP VIEW conservation", "CREATE VIEW conservation AS SELECT unit FROM keyset"],
        ]
        for (number, change) in changes.enumerated() {
            let changed = try await Self.undone(in: store) { transaction in
                for statement in change { _ = try transaction.execute(statement) }
                return try SchemaReader.views(in: &transaction)
            }
            #expect(changed != before, "\(number)")
        }
        #expect(try await SchemaReader.views(of: store.database) == before, "each was undone")
    }

    private struct Undone<Seen: Sendable>: Error { let seen: Seen }

    private static func changed(_ change: SQL, in store: StoreFixture) async throws -> [SchemaTable] {
        try await undone(in: store) { transaction in
            _ = try transaction.execute(change)
            return try SchemaReader.tables(in: &transaction)
        }
    }

    /// What a transaction sees that is given up afterwards.
    private static func undone<Seen: Sendable>(
        in store: StoreFixture, _ body: @escaping @Sendable (inout WriteTransaction) throws -> Seen
    ) async throws -> Seen {
        do {
            try await store.write { (transaction) -> Void in throw Undone(seen: try body(&transaction)) }.get()
            preconditionFailure("the body gave up")
        } catch let undone as Undone<Seen> {
            return undone.seen
        }
    }

    @Test("docs/database-schema.md is what the databases have")
    func document() async throws {
        let sqlite = SchemaDocument(try await tables(.file), try await views(.file))
        let postgres = SchemaDocument(try await tables(.postgres), try await views(.postgres))
        #expect(sqlite.text == postgres.text)
        let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let file = tests.deletingLastPathComponent().appending(path: "docs/database-schema.md")
        if ProcessInfo.processInfo.environment["MINT_WRITE_DOCS"] == "1" {
            try sqlite.text.write(to: file, atomically: true, encoding: .utf8)
        }
        let written = try String(contentsOf: file, encoding: .utf8)
        #expect(written.utf8.elementsEqual(sqlite.text.utf8), "run the tests with MINT_WRITE_DOCS=1")
    }
}
