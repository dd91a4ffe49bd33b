/// What a test or a run cannot go on without.
package struct Unmet: Error, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}

/// The value, or an end with the reason.
package func require<Value>(_ value: Value?, _ what: @autoclosure () -> String) throws(Unmet) -> Value {
    guard let value else { throw Unmet(what()) }
    return value
}

package func require(_ condition: Bool, _ what: @autoclosure () -> String) throws(Unmet) {
    guard condition else { throw Unmet(what()) }
}
