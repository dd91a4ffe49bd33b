import Storage
import TestSupport
import Testing

@Suite("Values")
struct ValueTests {
    private static let table: SQL = """
        CREATE TABLE item (id \(.integer) PRIMARY KEY, number \(.integer), name TEXT, data \(.bytes))
        """

    /// A row of `item`, as it is read back.
    private struct Item: Sendable, Equatable {
        var id: Int64
        var number: Int64?
        var name: String?
        var data: [UInt8]?
    }

    private static let items = [
        Item(id: .min, number: .min, name: "", data: []),
        Item(id: -1, number: -1, name: "é\u{301} 🥜 \"'\\ {},NULL", data: [0]),
        Item(id: 0, number: 0, name: "NULL", data: [0, 255, 0, 128]),
        Item(id: 1, number: nil, name: nil, data: nil),
        Item(id: 1 << 62, number: 1 << 62, name: "\u{1}\n\t", data: Array(0...255)),
        Item(
            id: .max, number: .max, name: String(repeating: "x", count: 100_000),
            data: Array(repeating: 0, count: 100_000)),
    ]

    private static func rows(_ items: [Item]) -> SQLRows {
        SQLRows(items.count).column("id", items.map(\.id)).column("number", items.map(\.number))
            .column("name", items.map(\.name)).column("data", items.map(\.data))
    }

    private static func item(_ row: Row) throws(DatabaseError) -> Item {
        Item(
            id: try row.integer(0), number: try row.isNull(1) ? nil : try row.integer(1), name: try row.optionalText(2),
            data: try row.isNull(3) ? nil : try row.bytes(3))
    }

    private static func all(_ transaction: borrowing ReadTransaction) throws(DatabaseError) -> [Item] {
        var items: [Item] = []
        for row in try transaction.run("SELECT id, number, name, data FROM item ORDER BY id") {
            items.append(try item(row))
        }
        return items
    }

    private func fixture(_ kind: DatabaseKind) async throws -> DatabaseFixture {
        let fixture = try await DatabaseFixture(kind)
        try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute(Self.table)
        }
        return fixture
    }

    @Test("Values at their limits come back as they went in, one by one and as a set", arguments: DatabaseKind.allCases)
    func limits(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let inserted = try await fixture.database.write { (transaction) throws(DatabaseError) in
            try transaction.execute(
                """
                INSERT INTO item (id, number, name, data)
                SELECT item.id, item.number, item.name, item.data FROM \(Self.rows(Self.items))
                """)
        }
        #expect(inserted == Self.items.count)
        #expect(try await fixture.database.read(Self.all) == Self.items)
        let deleted = try await fixture.database.write { (transaction) throws(DatabaseError) in
            let deleted = try transaction.execute("DELETE FROM item")
            for item in Self.items {
                _ = try transaction.execute(
                    """
                    INSERT INTO item (id, number, name, data)
                    VALUES (\(item.id), \(item.number), \(item.name), \(item.data))
                    """)
            }
            return deleted
        }
        #expect(deleted == Self.items.count)
        #expect(try await fixture.database.read(Self.all) == Self.items)
        await fixture.close()
    }

    @Test("An empty set inserts, finds and deletes nothing", arguments: DatabaseKind.allCases)
    func empty(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let none = Self.rows([])
        let (inserted, found, deleted) = try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("INSERT INTO item (id) VALUES (1)")
            return (
                try transaction.execute("INSERT INTO item (id, number) SELECT item.id, item.number FROM \(none)"),
                try transaction.run("SELECT stored.id FROM \(none) JOIN item AS stored ON stored.id = item.id").count,
                try transaction.execute("DELETE FROM item WHERE id IN (SELECT item.id FROM \(none))")
            )
        }
        #expect([inserted, found, deleted] == [0, 0, 0])
        #expect(try await fixture.database.read(Self.all).map(\.id) == [1])
        await fixture.close()
    }

    @Test(
        "A set of ten thousand rows is inserted, joined and deleted as one of three", arguments: DatabaseKind.allCases)
    func large(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let items = (Int64(0)..<10_000).map { number in
            Item(
                id: number, number: number.isMultiple(of: 3) ? nil : -number, name: "name \(number)",
                data: (0..<33).map { UInt8(truncatingIfNeeded: number >> ($0 % 4)) })
        }
        let odd = items.filter { !$0.id.isMultiple(of: 2) }
        let (inserted, found, deleted) = try await fixture.database.write { (transaction) throws(DatabaseError) in
            let inserted = try transaction.execute(
                """
                INSERT INTO item (id, number, name, data)
                SELECT item.id, item.number, item.name, item.data FROM \(Self.rows(items))
                """)
            var found: [Item] = []
            let rows = try transaction.run(
                """
                SELECT stored.id, stored.number, stored.name, stored.data
                FROM \(Self.rows(odd))
                JOIN item AS stored ON stored.id = item.id AND stored.data = item.data AND stored.name = item.name
                ORDER BY stored.id
                """)
            for row in rows { found.append(try Self.item(row)) }
            let deleted = try transaction.execute(
                "DELETE FROM item WHERE id IN (SELECT item.id FROM \(SQLRows(odd.count).column("id", odd.map(\.id))))")
            return (inserted, found, deleted)
        }
        #expect(inserted == 10_000)
        #expect(found == odd)
        #expect(deleted == 5_000)
        #expect(try await fixture.database.read(Self.all) == items.filter { $0.id.isMultiple(of: 2) })
        await fixture.close()
    }

    @Test(
        "A text with a zero byte and a number above 2^63 - 1 are refused, alone and in a set",
        arguments: DatabaseKind.allCases)
    func unrepresentable(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let statements: [SQL] = [
            "INSERT INTO item (id, name) VALUES (1, \("a\0b"))", "INSERT INTO item (id, name) VALUES (1, \("\0"))",
            "INSERT INTO item (id, number) VALUES (1, \(UInt64(1) << 63))",
            "INSERT INTO item (id, name) SELECT 1, item.name FROM \(SQLRows(1).column("name", ["a\0"]))",
            "INSERT INTO item (id, number) SELECT 1, item.number FROM \(SQLRows(1).column("number", [UInt64.max]))",
        ]
        for statement in statements {
            let outcome = await fixture.outcome { (transaction) throws(DatabaseError) in
                _ = try transaction.execute(statement)
            }
            #expect(outcome == .gaveUp(.unrepresentable), "\(statement.text(in: .postgres))")
        }
        #expect(try await fixture.database.read(Self.all) == [])
        try await fixture.insert(1)
        await fixture.close()
    }

    @Test("Rows that a statement returns are those it changed", arguments: DatabaseKind.allCases)
    func returning(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let rows = SQLRows(3).column("id", [Int64(3), 1, 2]).column("name", ["c", "a", "b"])
        let names = try await fixture.database.write { (transaction) throws(DatabaseError) in
            _ = try transaction.execute("INSERT INTO item (id, name) VALUES (2, 'taken')")
            var names: Set<String> = []
            let returned = try transaction.run(
                """
                INSERT INTO item (id, name) SELECT item.id, item.name FROM \(rows) WHERE true
                ON CONFLICT (id) DO NOTHING RETURNING name
                """)
            for row in returned { names.insert(try row.text(0)) }
            return names
        }
        #expect(names == ["a", "c"])
        await fixture.close()
    }

    @Test(
        "Statements of one text with arguments of different types do not get in each other's way",
        arguments: DatabaseKind.allCases)
    func typedArguments(_ kind: DatabaseKind) async throws {
        let fixture = try await fixture(kind)
        let rows = try await fixture.database.write { (transaction) throws(DatabaseError) in
            [
                try transaction.run(Self.value(Int64(1)))[0], try transaction.run(Self.value("one"))[0],
                try transaction.run(Self.value([UInt8(1)]))[0], try transaction.run(Self.value(nil as Int64?))[0],
            ]
        }
        #expect(try rows[0].integer(0) == 1)
        #expect(try rows[1].text(0) == "one")
        #expect(try rows[2].bytes(0) == [1])
        #expect(try rows[3].isNull(0))
        await fixture.close()
    }

    private static func value(_ bound: some SQLBindable) -> SQL { "SELECT \(bound)" }
}
