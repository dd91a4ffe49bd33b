/// One row of an answer. Columns are read by position; a value of another type than asked is `.unreadable`, never a
/// default.
package struct Row: Sendable {
    private let values: [SQLValue]

    package init(_ values: [SQLValue]) { self.values = values }

    package func isNull(_ column: Int) throws(DatabaseError) -> Bool { try value(column) == .null }

    package func integer(_ column: Int) throws(DatabaseError) -> Int64 {
        guard case .integer(let number) = try value(column) else { throw .unreadable("an integer column") }
        return number
    }

    package func unsigned(_ column: Int) throws(DatabaseError) -> UInt64 {
        guard let number = UInt64(exactly: try integer(column)) else { throw .unreadable("an unsigned column") }
        return number
    }

    package func optionalUnsigned(_ column: Int) throws(DatabaseError) -> UInt64? {
        try isNull(column) ? nil : try unsigned(column)
    }

    package func text(_ column: Int) throws(DatabaseError) -> String {
        guard case .text(let text) = try value(column) else { throw .unreadable("a text column") }
        return text
    }

    package func optionalText(_ column: Int) throws(DatabaseError) -> String? {
        try isNull(column) ? nil : try text(column)
    }

    package func bytes(_ column: Int) throws(DatabaseError) -> [UInt8] {
        guard case .bytes(let bytes) = try value(column) else { throw .unreadable("a column of bytes") }
        return bytes
    }

    /// A text of a stranger's, which is stored as its bytes: PostgreSQL's TEXT holds no zero byte.
    package func optionalUTF8(_ column: Int) throws(DatabaseError) -> String? {
        if try isNull(column) { return nil }
        guard let text = String(validating: try bytes(column), as: UTF8.self) else {
            throw .unreadable("a column of UTF-8")
        }
        return text
    }

    private func value(_ column: Int) throws(DatabaseError) -> SQLValue {
        guard values.indices.contains(column) else { throw .unreadable("a column that was not selected") }
        return values[column]
    }
}

/// What one statement did.
package struct StatementResult: Sendable {
    package let rows: [Row]
    /// Rows inserted, updated or deleted; 0 for a query.
    package let affected: Int

    package init(rows: [Row], affected: Int) {
        self.rows = rows
        self.affected = affected
    }
}
