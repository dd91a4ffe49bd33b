/// A property that an input breaks. Ends the program, which is how libFuzzer learns of it and keeps the input.
package func require(_ isTrue: Bool, _ property: @autoclosure () -> String) {
    guard !isTrue else { return }
    preconditionFailure(property())
}

/// What may not fail, since the bytes are our own.
package func require<Value>(_ property: String, _ body: () throws -> Value) -> Value {
    do {
        return try body()
    } catch {
        preconditionFailure("\(property): \(error)")
    }
}
