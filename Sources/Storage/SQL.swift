/// A statement whose text can only be source text: whatever is interpolated is bound as a value.
///
/// `"SELECT amount FROM proof WHERE y = \(y)"` binds `y`. There is no initializer from `String`.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Segment: Sendable {
        case text(StaticString)
        case term(SQLTerm)
        case value(SQLValue, SQLType)
        case rows(SQLRows)
    }

    private(set) var segments: [Segment]
    /// Whether it may be several statements, which have neither values nor rows: what begins, ends and sets up.
    package private(set) var isScript = false

    package init(stringLiteral text: StaticString) { segments = [.text(text)] }

    package init(stringInterpolation interpolation: StringInterpolation) { segments = interpolation.segments }

    package static func script(_ text: StaticString) -> SQL {
        var script = SQL(stringLiteral: text)
        script.isScript = true
        return script
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var segments: [Segment] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            segments.reserveCapacity(2 * interpolationCount + 1)
        }

        package mutating func appendLiteral(_ text: StaticString) { segments.append(.text(text)) }

        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value) {
            segments.append(.value(value.sqlValue, Value.sqlType))
        }

        /// `nil` becomes NULL. Beside the other one because the compiler takes an optional in an interpolation for a
        /// mistake unless the parameter says that it is none.
        package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
            segments.append(.value(value?.sqlValue ?? .null, Value.sqlType))
        }

        package mutating func appendInterpolation(_ term: SQLTerm) { segments.append(.term(term)) }

        /// Once in a statement.
        package mutating func appendInterpolation(_ rows: SQLRows) { segments.append(.rows(rows)) }
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined.segments += right.segments
        return joined
    }

    /// The rows that the statement is about; `nil` when it is about none.
    package var rows: SQLRows? {
        for case .rows(let rows) in segments { return rows }
        return nil
    }

    /// The text with a placeholder for each value. Never the values: this is what logs may hold.
    package func text(in dialect: SQLDialect) -> String {
        var text = ""
        var position = 0
        for segment in segments {
            switch segment {
            case .text(let literal): text += literal.description
            case .term(let term): text += term.text(in: dialect).description
            case .value: text += Self.placeholder(&position, dialect)
            case .rows(let rows): text += Self.table(rows, &position, dialect)
            }
        }
        return text
    }

    private static func placeholder(_ position: inout Int, _ dialect: SQLDialect) -> String {
        position += 1
        return switch dialect {
        case .sqlite: "?"
        case .postgres: "$\(position)"
        }
    }

    private static func table(_ rows: SQLRows, _ position: inout Int, _ dialect: SQLDialect) -> String {
        var items: [String] = []
        for column in rows.columns {
            let placeholder = placeholder(&position, dialect)
            switch dialect {
            case .sqlite: items.append("\(placeholder) AS \(column.name)")
            case .postgres: items.append(placeholder)
            }
        }
        let list = items.joined(separator: ", ")
        switch dialect {
        case .sqlite: return "(SELECT \(list)) AS item"
        case .postgres:
            let names = rows.columns.map { $0.name.description }.joined(separator: ", ")
            return "unnest(\(list)) AS item (\(names))"
        }
    }
}

extension SQL {
    /// What stands for one placeholder.
    package enum Argument: Sendable {
        case value(SQLValue, SQLType)
        case column(SQLRows.Column)
    }

    /// In the order of their placeholders.
    package var arguments: [Argument] {
        var arguments: [Argument] = []
        arguments.reserveCapacity(segments.count)
        for segment in segments {
            switch segment {
            case .text, .term: break
            case .value(let value, let type): arguments.append(.value(value, type))
            case .rows(let rows): for column in rows.columns { arguments.append(.column(column)) }
            }
        }
        return arguments
    }
}

/// Tells statements of the same text apart from others without looking at the text: by where its literals stand in the
/// program. Statement caches are keyed by it.
package struct SQLShape: Sendable, Hashable {
    private var parts: [UInt] = []

    package init(_ statement: SQL) {
        parts.reserveCapacity(statement.segments.count)
        for segment in statement.segments {
            switch segment {
            // A literal never moves while the program runs.
            case .text(let literal): parts.append(unsafe UInt(bitPattern: literal.utf8Start))
            case .term(let term):
                parts.append(unsafe UInt(bitPattern: term.sqlite.utf8Start))
                parts.append(unsafe UInt(bitPattern: term.postgres.utf8Start))
            case .value(_, let type): parts.append(type.rawValue)
            case .rows(let rows):
                for column in rows.columns {
                    parts.append(unsafe UInt(bitPattern: column.name.utf8Start))
                    parts.append(column.type.rawValue)
                }
            }
        }
    }
}
