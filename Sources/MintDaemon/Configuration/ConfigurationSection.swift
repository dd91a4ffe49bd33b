internal import TOMLKit

/// A table of the file. Its reader names every key that there may be; any other is an error, so that a slip of the pen
/// is not taken for a default.
struct ConfigurationSection {
    private let path: String
    private let table: TOMLTable
    private var known: Set<String> = []

    /// Reads all of a file with `read`.
    static func read<Value>(
        _ text: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        var root = ConfigurationSection(path: "", table: try parse(text))
        let value = try read(&root)
        try root.finish()
        return value
    }

    /// Reads the table `key`; an absent one is read as if it were empty.
    mutating func section(
        _ key: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Void
    ) throws(ConfigurationError) {
        let value = take(key)
        guard value == nil || value?.table != nil else { throw error(key, "must be a table: [\(name(key))]") }
        var section = ConfigurationSection(path: name(key), table: value?.table ?? TOMLTable())
        try read(&section)
        try section.finish()
    }

    mutating func text(_ key: String) throws(ConfigurationError) -> String? {
        guard let value = take(key) else { return nil }
        guard let text = value.string else { throw error(key, "must be a text in quotes") }
        return text
    }

    mutating func texts(_ key: String) throws(ConfigurationError) -> [String]? {
        guard let value = take(key) else { return nil }
        guard let array = value.array else { throw error(key, "must be a list of texts") }
        var texts: [String] = []
        for element in array {
            guard let text = element.string else { throw error(key, "must be a list of texts") }
            texts.append(text)
        }
        return texts
    }

    mutating func integer(
        _ key: String, in range: ClosedRange<UInt64>
    ) throws(ConfigurationError) -> UInt64? {
        guard let value = take(key) else { return nil }
        guard let number = value.int.flatMap(UInt64.init(exactly:)), range.contains(number) else {
            throw error(key, "must be an integer of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A fraction, for what is no amount of money.
    mutating func fraction(
        _ key: String, in range: ClosedRange<Double>
    ) throws(ConfigurationError) -> Double? {
        guard let value = take(key) else { return nil }
        guard let number = value.double ?? value.int.map(Double.init), range.contains(number) else {
            throw error(key, "must be a number of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// One of the texts of an enumeration.
    mutating func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ key: String, of choices: Choice.Type
    ) throws(ConfigurationError) -> Choice? {
        guard let text = try text(key) else { return nil }
        guard let choice = Choice(rawValue: text) else {
            let all = Choice.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")
            throw error(key, "must be one of \(all)")
        }
        return choice
    }

    func error(_ key: String, _ problem: String) -> ConfigurationError { ConfigurationError(name(key), problem) }

    private mutating func take(_ key: String) -> (any TOMLValueConvertible)? {
        known.insert(key)
        return table[key]
    }

    private func finish() throws(ConfigurationError) {
        guard let unknown = table.keys.sorted().first(where: { !known.contains($0) }) else { return }
        let all = known.sorted().joined(separator: ", ")
        throw error(unknown, "is not known; \(path.isEmpty ? "the file" : "[\(path)]") has: \(all)")
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }

    private static func parse(_ text: String) throws(ConfigurationError) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ConfigurationError("", "no TOML at \(error.source.begin.debugDescription): \(error.description)")
        } catch {
            throw ConfigurationError("", "no TOML: \(error)")
        }
    }
}
