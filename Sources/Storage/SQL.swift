/// A statement whose text can only be source text: whatever is interpolated is bound as a value.
///
/// `"SELECT amount FROM proof WHERE y = \(y)"` binds `y`. There is no initializer from `String`.
package struct SQL: Sendable, ExpressibleByStringInterpolation {
    enum Segment: Sendable {
        case text(StaticString)
        case value
    }

    private(set) var segments: [Segment]
    /// In the order of their placeholders.
    package private(set) var values: [SQLValue]

    package init(stringLiteral text: StaticString) {
        segments = [.text(text)]
        values = []
    }

    package init(stringInterpolation interpolation: StringInterpolation) {
        segments = interpolation.segments
        values = interpolation.values
    }

    package struct StringInterpolation: StringInterpolationProtocol {
        fileprivate var segments: [Segment] = []
        fileprivate var values: [SQLValue] = []

        package init(literalCapacity: Int, interpolationCount: Int) {
            segments.reserveCapacity(2 * interpolationCount + 1)
            values.reserveCapacity(interpolationCount)
        }

        package mutating func appendLiteral(_ text: StaticString) {
            segments.append(.text(text))
        }

        package mutating func appendInterpolation(_ value: some SQLBindable) {
            segments.append(.value)
            values.append(value.sqlValue)
        }

        /// `nil` becomes NULL. Beside the other one because the compiler takes an optional in an interpolation for a
        /// mistake unless the parameter says that it is none.
        package mutating func appendInterpolation(_ value: (some SQLBindable)?) {
            segments.append(.value)
            values.append(value?.sqlValue ?? .null)
        }
    }

    package static func + (left: SQL, right: SQL) -> SQL {
        var joined = left
        joined.segments += right.segments
        joined.values += right.values
        return joined
    }

    /// The text with a placeholder for each value, counted from 1. Never the values: this is what logs may hold.
    package func text(_ placeholder: (_ position: Int) -> String = { _ in "?" }) -> String {
        var text = ""
        var position = 0
        for segment in segments {
            switch segment {
            case .text(let literal): text += literal.description
            case .value:
                position += 1
                text += placeholder(position)
            }
        }
        return text
    }
}

/// Tells statements of the same text apart from others without looking at the text: by where its literals stand in the
/// program. Statement caches are keyed by it.
package struct SQLShape: Sendable, Hashable {
    private let literals: [UInt]

    package init(_ statement: SQL) {
        literals = statement.segments.map { segment in
            switch segment {
            // A literal never moves while the program runs.
            case .text(let literal): unsafe UInt(bitPattern: literal.utf8Start)
            case .value: 0
            }
        }
    }
}
