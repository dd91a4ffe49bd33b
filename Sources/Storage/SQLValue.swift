/// What both engines store. Times and amounts are 64-bit signed on both.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case bytes([UInt8])
    /// An unsigned number above `Int64.max`, or a text with a zero byte, which PostgreSQL's TEXT cannot hold. The
    /// engine refuses the statement.
    case unrepresentable
}

/// The type of a value, known where the statement is written, also when the value is NULL.
package enum SQLType: UInt, Sendable, Hashable {
    case integer = 1
    case text
    case bytes
}

/// A type that can stand in an interpolation of `SQL`.
package protocol SQLBindable {
    static var sqlType: SQLType { get }
    var sqlValue: SQLValue { get }
}

extension Int64: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(self) }
}

extension UInt32: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt64: SQLBindable {
    package static var sqlType: SQLType { .integer }
    package var sqlValue: SQLValue { Int64(exactly: self).map { .integer($0) } ?? .unrepresentable }
}

extension String: SQLBindable {
    package static var sqlType: SQLType { .text }
    package var sqlValue: SQLValue { utf8.contains(0) ? .unrepresentable : .text(self) }
}

extension [UInt8]: SQLBindable {
    package static var sqlType: SQLType { .bytes }
    package var sqlValue: SQLValue { .bytes(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package static var sqlType: SQLType { Wrapped.sqlType }
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
