internal import TOMLKit

/// A table of a configuration. Its reader names every key that there may be; any other is an error, so that a slip of
/// the pen is not taken for a default. Sections are lent to a closure, after which nobody can forget to look for those.
package struct ConfigurationSection {
    private let path: String
    private let source: ConfigurationText
    private let table: TOMLTable
    private var known: Set<String> = []

    private init(_ path: String, _ source: ConfigurationText, _ table: TOMLTable) {
        self.path = path
        self.source = source
        self.table = table
    }

    /// Reads all of a file with `read`. Relative paths in it begin at its directory.
    package static func read<Value>(
        file path: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        try self.read(ConfigurationText(file: path), read)
    }

    /// Reads all of a text with `read`.
    /// - Parameter directory: where relative paths begin; empty for the working directory.
    package static func read<Value>(
        _ text: String, directory: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        try self.read(ConfigurationText(text, directory: directory), read)
    }

    /// Reads the table `key`; an absent one is read as if it were empty.
    package mutating func section<Value>(
        _ key: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        let value = take(key)
        guard value == nil || value?.table != nil else { throw error(key, "must be a table: [\(name(key))]") }
        var section = ConfigurationSection(name(key), source, value?.table ?? TOMLTable())
        return try section.readWhole(read)
    }

    /// Reads each table of a list, `[[key]]`, or the one table of `[key]`.
    /// - Returns: nothing when the key is absent.
    package mutating func sections<Value>(
        _ key: String, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> [Value] {
        guard let value = take(key) else { return [] }
        if value.table != nil { return [try section(key, read)] }
        guard let list = value.array, !list.isEmpty else { throw error(key, "must be tables: [[\(name(key))]]") }
        var values: [Value] = []
        for (index, element) in list.enumerated() {
            guard let table = element.table else { throw error(key, "must be tables: [[\(name(key))]]") }
            // Counted, as people count, so that an error says which of them it is in.
            var section = ConfigurationSection("\(name(key))[\(index + 1)]", source, table)
            values.append(try section.readWhole(read))
        }
        return values
    }

    /// The error of a value that is of the right kind, and wrong in spite of that.
    /// - Parameter problem: goes on after the key, such as "must not be above max_mint".
    package func error(_ key: String, _ problem: String) -> ConfigurationError {
        ConfigurationError(problem, key: name(key), line: source.line(of: name(key)))
    }

    /// An absolute path as it is, another one from where relative paths begin.
    package func resolve(_ path: String) -> String { source.resolve(path) }

    /// Whether the key is there. It does not become known by that.
    func contains(_ key: String) -> Bool { table[key] != nil }

    /// From here on the key is known.
    mutating func take(_ key: String) -> (any TOMLValueConvertible)? {
        known.insert(key)
        return table[key]
    }

    private static func read<Value>(
        _ source: ConfigurationText, _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        var root = ConfigurationSection("", source, try source.parse())
        return try root.readWhole(read)
    }

    private mutating func readWhole<Value>(
        _ read: (inout ConfigurationSection) throws(ConfigurationError) -> Value
    ) throws(ConfigurationError) -> Value {
        let value = try read(&self)
        guard let unknown = table.keys.sorted().first(where: { !known.contains($0) }) else { return value }
        let all = known.sorted().joined(separator: ", ")
        throw error(unknown, "is not known; \(path.isEmpty ? "the file" : "[\(path)]") has: \(all)")
    }

    private func name(_ key: String) -> String { path.isEmpty ? key : "\(path).\(key)" }
}
