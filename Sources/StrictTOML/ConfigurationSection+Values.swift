internal import TOMLKit

/// Each is `nil` when the key is absent, and an error when its value is of another kind.
extension ConfigurationSection {
    package mutating func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = take(key) else { return nil }
        guard let text = value.string else { throw error(key, "must be a text in quotes") }
        return text
    }

    package mutating func flag(_ key: String) throws(ConfigurationError) -> Bool? {
        guard let value = take(key) else { return nil }
        guard let flag = value.bool else { throw error(key, "must be true or false") }
        return flag
    }

    /// The path of a file, resolved.
    package mutating func path(_ key: String) throws(ConfigurationError) -> String? {
        guard let text = try text(key) else { return nil }
        guard !text.isEmpty else { throw error(key, "must not be empty") }
        return resolve(text)
    }

    /// The path of a file that must be named.
    package mutating func requiredPath(_ key: String) throws(ConfigurationError) -> String {
        guard let path = try path(key) else { throw error(key, "is missing") }
        return path
    }

    package mutating func integer(
        _ key: String, in range: ClosedRange<UInt64>
    ) throws(ConfigurationError) -> UInt64? {
        guard let value = take(key) else { return nil }
        guard let number = Self.integer(value, in: range) else {
            throw error(key, "must be an integer of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A fraction, for what is no amount of money.
    package mutating func fraction(
        _ key: String, in range: ClosedRange<Double>
    ) throws(ConfigurationError) -> Double? {
        guard let value = take(key) else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw error(key, "must be a number of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of the texts of an enumeration.
    package mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of choices: Choice.Type
    ) throws(ConfigurationError) -> Choice? {
        guard let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw error(key, "must be one of \(all)")
        }
        return choice
    }

    package mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        try texts(key, of: "texts") { $0 }
    }

    /// A list of texts, each read by `read`.
    /// - Parameter what: completes "must be a list of".
    package mutating func texts<Element>(
        _ key: String, of what: String, _ read: (String) -> Element?
    ) throws(ConfigurationError) -> [Element]? {
        try list(key, of: what) { $0.string.flatMap(read) }
    }

    package mutating func integers(
        _ key: String, in range: ClosedRange<UInt64>
    ) throws(ConfigurationError) -> [UInt64]? {
        try list(key, of: "integers of \(range.lowerBound) to \(range.upperBound)") { Self.integer($0, in: range) }
    }

    /// Numbers, as text, among names.
    mutating func names(_ key: String) throws(ConfigurationError) -> [String]? {
        let numbers = 0...UInt64(UInt32.max)
        return try list(key, of: "names, or integers of \(numbers.lowerBound) to \(numbers.upperBound)") {
            $0.string ?? Self.integer($0, in: numbers).map { "\($0)" }
        }
    }

    private mutating func list<Element>(
        _ key: String, of what: String, _ read: (any TOMLValueConvertible) -> Element?
    ) throws(ConfigurationError) -> [Element]? {
        guard let value = take(key) else { return nil }
        guard let array = value.array else { throw error(key, "must be a list of \(what)") }
        var elements: [Element] = []
        for value in array {
            guard let element = read(value) else { throw error(key, "must be a list of \(what)") }
            elements.append(element)
        }
        return elements
    }

    private static func integer(_ value: any TOMLValueConvertible, in range: ClosedRange<UInt64>) -> UInt64? {
        guard let number = value.int.flatMap(UInt64.init(exactly:)), range.contains(number) else { return nil }
        return number
    }
}
