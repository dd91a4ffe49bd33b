/// A table as it stands in a database of either engine, in words that both have in common.
struct SchemaTable: Sendable, Equatable {
    struct Column: Sendable, Equatable {
        enum Kind: String, Sendable { case integer, text, bytes }

        let name: String
        /// `nil` for a type that the store does not use.
        let kind: Kind?
        let isNullable: Bool
        let defaultValue: String?
    }

    enum Key: Sendable, Hashable {
        case primary([String])
        case unique([String])
        /// - Parameter condition: of the rows that are in it; `nil` is all.
        case index(name: String, isUnique: Bool, columns: [String], condition: String?)
        case reference(column: String, table: String, key: String)
        case check(String)
    }

    let name: String
    /// In their order.
    let columns: [Column]
    let keys: Set<Key>
}

/// A condition as SQLite keeps it, from what either engine shows: PostgreSQL writes it anew.
enum SchemaCondition {
    static func canonical(_ text: String) -> String {
        var text = text.split { $0.isWhitespace }.joined(separator: " ")
        for (written, meant) in [("::text", ""), ("::bigint", ""), ("\"", ""), ("= ANY (ARRAY[", "IN ("), ("])", ")")] {
            text = text.replacing(written, with: meant)
        }
        while let inner = withoutParentheses(text) { text = inner }
        return text
    }

    /// What stands between the first parenthesis and the last, if they belong together.
    private static func withoutParentheses(_ text: String) -> String? {
        guard text.hasPrefix("("), text.hasSuffix(")") else { return nil }
        let inner = text.dropFirst().dropLast()
        var depth = 0
        for character in inner {
            if character == "(" { depth += 1 }
            if character == ")" { depth -= 1 }
            if depth < 0 { return nil }
        }
        return String(inner)
    }

    /// The conditions behind every CHECK of a CREATE TABLE.
    static func checks(in statement: String) -> [String] {
        statement.ranges(of: "CHECK (").map { range in
            var depth = 1
            let inner = statement[range.upperBound...].prefix { character in
                if character == "(" { depth += 1 }
                if character == ")" { depth -= 1 }
                return depth > 0
            }
            return canonical(String(inner))
        }
    }
}
