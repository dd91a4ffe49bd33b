import Storage

/// A view as it stands in a database of either engine. What it says of the same rows is for other tests.
struct SchemaView: Sendable, Equatable {
    let name: String
    /// In their order.
    let columns: [String]
}

extension SchemaReader {
    static func views(of database: Database) async throws -> [SchemaView] {
        try await database.write { (transaction) throws(DatabaseError) in try views(in: &transaction) }
    }

    static func views(in transaction: inout WriteTransaction) throws(DatabaseError) -> [SchemaView] {
        let names: SQL =
            switch transaction.dialect {
            case .sqlite: "SELECT name FROM sqlite_master WHERE type = 'view' ORDER BY name"
            case .postgres:
                """
                SELECT relname FROM pg_class
                WHERE relnamespace = current_schema()::text::regnamespace AND relkind = 'v' ORDER BY relname
                """
            }
        var views: [SchemaView] = []
        for row in try transaction.run(names) {
            let name = try row.text(0)
            views.append(SchemaView(name: name, columns: try columns(of: name, &transaction)))
        }
        return views
    }

    private static func columns(
        of view: String, _ transaction: inout WriteTransaction
    ) throws(DatabaseError) -> [String] {
        let statement: SQL =
            switch transaction.dialect {
            case .sqlite: "SELECT name FROM pragma_table_info(\(view)) ORDER BY cid"
            case .postgres:
                """
                SELECT attname FROM pg_attribute
                WHERE attrelid = \(view)::regclass AND attnum > 0 AND NOT attisdropped ORDER BY attnum
                """
            }
        var columns: [String] = []
        for row in try transaction.run(statement) { columns.append(try row.text(0)) }
        return columns
    }
}
