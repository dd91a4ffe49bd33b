import ProcessTestSupport

/// Where the tables of a mint can be read without asking it.
enum BookStore: Sendable {
    case sqlite(path: String)
    case postgres(PostgresDatabase)

    /// The first row of an answer, as text.
    func row(_ query: String) async throws -> [String] {
        switch self {
        case .sqlite(let path): try SQLiteReader(path: path).row(query)
        case .postgres(let database): try require(try await database.rows(query).first, "no answer to \(query)")
        }
    }

    /// How the engine is asked for the texts of all rows in one, with commas.
    func joined(_ text: String) -> String {
        switch self {
        case .sqlite: "group_concat(\(text), ',')"
        case .postgres: "string_agg(\(text), ',')"
        }
    }

    func hex(_ column: String) -> String {
        switch self {
        case .sqlite: "hex(\(column))"
        case .postgres: "encode(\(column), 'hex')"
        }
    }

    /// Whether the mint keeps a view of its own of whether its books agree.
    func hasConservation() async throws -> Bool {
        let query =
            switch self {
            case .sqlite: "SELECT COUNT(*) FROM sqlite_master WHERE type = 'view' AND name = 'conservation'"
            case .postgres: "SELECT COUNT(*) FROM pg_views WHERE viewname = 'conservation'"
            }
        return try await row(query) == ["1"]
    }

    /// What that view says is wrong.
    func breach() async throws -> String? {
        let row = try await row(
            "SELECT SUM(ABS(difference)), SUM(ABS(quote_difference)), SUM(shortfalls) FROM conservation")
        return row == ["0", "0", "0"] ? nil : "conservation: differences and shortfalls are \(row)"
    }
}
