import Storage

/// What tables a live database has, asked of the database itself.
enum SchemaReader {
    static func tables(of database: Database) async throws -> [SchemaTable] {
        try await database.write { (transaction) throws(DatabaseError) in try tables(in: &transaction) }
    }

    static func tables(in transaction: inout WriteTransaction) throws(DatabaseError) -> [SchemaTable] {
        switch transaction.dialect {
        case .sqlite: try sqliteTables(&transaction)
        case .postgres: try postgresTables(&transaction)
        }
    }

    // MARK: SQLite: https://www.sqlite.org/pragma.html

    private static func sqliteTables(_ transaction: inout WriteTransaction) throws(DatabaseError) -> [SchemaTable] {
        let rows = try transaction.run(
            "SELECT name, sql FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
        var tables: [SchemaTable] = []
        for row in rows { tables.append(try sqliteTable(row.text(0), statement: row.text(1), &transaction)) }
        return tables
    }

    private static func sqliteTable(
        _ name: String, statement: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> SchemaTable {
        let rows = try transaction.run(
            "SELECT name, type, \"notnull\", dflt_value, pk FROM pragma_table_info(\(name)) ORDER BY cid")
        var columns: [SchemaTable.Column] = []
        var primary: [(place: Int64, name: String)] = []
        for row in rows {
            let (column, type, place) = (try row.text(0), try row.text(1), try row.integer(4))
            let kind: SchemaTable.Column.Kind? =
                switch type {
                case "INTEGER": .integer
                case "TEXT": .text
                case "BLOB": .bytes
                default: nil
                }
            // https://www.sqlite.org/lang_createtable.html#rowid: an INTEGER PRIMARY KEY is the row's number.
            let isRowNumber = place > 0 && kind == .integer && !statement.contains("PRIMARY KEY (")
            columns.append(
                SchemaTable.Column(
                    name: column, kind: kind, isNullable: try row.integer(2) == 0 && !isRowNumber,
                    defaultValue: try row.optionalText(3)))
            if place > 0 { primary.append((place, column)) }
        }
        var keys: Set<SchemaTable.Key> = [.primary(primary.sorted { $0.place < $1.place }.map(\.name))]
        keys.formUnion(SchemaCondition.checks(in: statement).map { .check($0) })
        keys.formUnion(try sqliteIndexes(name, &transaction))
        return SchemaTable(name: name, columns: columns, keys: keys)
    }

    private static func sqliteIndexes(
        _ table: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> [SchemaTable.Key] {
        var keys: [SchemaTable.Key] = []
        let indexes = try transaction.run("SELECT name, \"unique\", origin FROM pragma_index_list(\(table))")
        for index in indexes where try index.text(2) != "pk" {
            let name = try index.text(0)
            var columns: [String] = []
            for row in try transaction.run("SELECT name FROM pragma_index_info(\(name)) ORDER BY seqno") {
                columns.append(try row.text(0))
            }
            if try index.text(2) == "u" {
                keys.append(.unique(columns))
                continue
            }
            let statement = try transaction.run("SELECT sql FROM sqlite_master WHERE name = \(name)")[0].text(0)
            let condition = statement.firstRange(of: "WHERE ").map { String(statement[$0.upperBound...]) }
            keys.append(
                .index(
                    name: name, isUnique: try index.integer(1) == 1, columns: columns,
                    condition: condition.map(SchemaCondition.canonical)))
        }
        let references = try transaction.run(
            "SELECT \"from\", \"table\", \"to\" FROM pragma_foreign_key_list(\(table)) ORDER BY id, seq")
        for row in references {
            keys.append(.reference(column: try row.text(0), table: try row.text(1), key: try row.text(2)))
        }
        return keys
    }

    // MARK: PostgreSQL: https://www.postgresql.org/docs/15/catalogs.html

    private static func postgresTables(_ transaction: inout WriteTransaction) throws(DatabaseError) -> [SchemaTable] {
        let rows = try transaction.run(
            """
            SELECT relname FROM pg_class
            WHERE relnamespace = current_schema()::text::regnamespace AND relkind = 'r' ORDER BY relname
            """)
        var tables: [SchemaTable] = []
        for row in rows {
            let name = try row.text(0)
            tables.append(
                SchemaTable(
                    name: name, columns: try postgresColumns(name, &transaction),
                    keys: Set(try postgresIndexes(name, &transaction) + postgresConstraints(name, &transaction))))
        }
        return tables
    }

    private static func postgresColumns(
        _ table: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> [SchemaTable.Column] {
        let rows = try transaction.run(
            """
            SELECT attname, format_type(atttypid, atttypmod), attnotnull, pg_get_expr(adbin, adrelid)
            FROM pg_attribute LEFT JOIN pg_attrdef ON adrelid = attrelid AND adnum = attnum
            WHERE attrelid = \(table)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
            """)
        var columns: [SchemaTable.Column] = []
        for row in rows {
            let kind: SchemaTable.Column.Kind? =
                switch try row.text(1) {
                case "bigint": .integer
                case "text": .text
                case "bytea": .bytes
                default: nil
                }
            columns.append(
                SchemaTable.Column(
                    name: try row.text(0), kind: kind, isNullable: try row.integer(2) == 0,
                    defaultValue: try row.optionalText(3).map(SchemaCondition.canonical)))
        }
        return columns
    }

    private static func postgresIndexes(
        _ table: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> [SchemaTable.Key] {
        var keys: [SchemaTable.Key] = []
        let indexes = try transaction.run(
            """
            SELECT indexrelid::bigint, relname, indisprimary, indisunique, pg_get_expr(indpred, indrelid),
                EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = indexrelid AND contype = 'u')
            FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = \(table)::regclass
            """)
        for index in indexes {
            let number = try index.integer(0)
            let members = try transaction.run(
                """
                SELECT attname FROM pg_index CROSS JOIN LATERAL unnest(indkey) WITH ORDINALITY AS member (number, place)
                    JOIN pg_attribute ON attrelid = indrelid AND attnum = member.number
                WHERE indexrelid::bigint = \(number) ORDER BY place
                """)
            var columns: [String] = []
            for row in members { columns.append(try row.text(0)) }
            if try index.integer(2) == 1 {
                keys.append(.primary(columns))
            } else if try index.integer(5) == 1 {
                keys.append(.unique(columns))
            } else {
                keys.append(
                    .index(
                        name: try index.text(1), isUnique: try index.integer(3) == 1, columns: columns,
                        condition: try index.optionalText(4).map(SchemaCondition.canonical)))
            }
        }
        return keys
    }

    private static func postgresConstraints(
        _ table: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> [SchemaTable.Key] {
        var keys: [SchemaTable.Key] = []
        let checks = try transaction.run(
            """
            SELECT pg_get_expr(conbin, conrelid) FROM pg_constraint
            WHERE conrelid = \(table)::regclass AND contype = 'c'
            """)
        for row in checks { keys.append(.check(SchemaCondition.canonical(try row.text(0)))) }
        let references = try transaction.run(
            """
            SELECT own.attname, relname, other.attname FROM pg_constraint JOIN pg_class ON pg_class.oid = confrelid
                JOIN pg_attribute own ON own.attrelid = conrelid AND own.attnum = conkey[1]
                JOIN pg_attribute other ON other.attrelid = confrelid AND other.attnum = confkey[1]
            WHERE conrelid = \(table)::regclass AND contype = 'f'
            """)
        for row in references {
            keys.append(.reference(column: try row.text(0), table: try row.text(1), key: try row.text(2)))
        }
        return keys
    }
}
