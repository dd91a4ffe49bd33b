/// What both engines store. Times and amounts are 64-bit signed on both.
package enum SQLValue: Sendable, Hashable {
    case null
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    /// An unsigned number above `Int64.max`. The engine refuses the statement: no column can hold it.
    case unrepresentable
}

/// A type that can stand in an interpolation of `SQL`.
package protocol SQLBindable {
    var sqlValue: SQLValue { get }
}

extension Int64: SQLBindable {
    package var sqlValue: SQLValue { .integer(self) }
}

extension UInt32: SQLBindable {
    package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension UInt64: SQLBindable {
    package var sqlValue: SQLValue { Int64(exactly: self).map { .integer($0) } ?? .unrepresentable }
}

extension String: SQLBindable {
    package var sqlValue: SQLValue { .text(self) }
}

extension [UInt8]: SQLBindable {
    package var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
    package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
