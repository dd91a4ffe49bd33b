internal import TOMLKit

/// A table of the file. Its reader names every key that there may be; any other is an error, so that a slip of the pen
/// is not taken for a default.
struct ConfigurationSection {
    private let name: String
    private let source: ConfigurationSource
    private let table: TOMLTable
    private var known: Set<String> = []

    init(_ name: String, _ source: ConfigurationSource, _ table: TOMLTable) {
        self.name = name
        self.source = source
        self.table = table
    }

    mutating func section(_ key: String) throws(CommandFailure) -> ConfigurationSection {
        let value = take(key)
        guard value == nil || value?.table != nil else { throw error(key, "must be a table: [\(key)]") }
        return ConfigurationSection(key, source, value?.table ?? TOMLTable())
    }

    mutating func text(_ key: String) throws(CommandFailure) -> String? {
        guard let value = take(key) else { return nil }
        guard let text = value.string, !text.isEmpty else { throw error(key, "must be a text in quotes") }
        return text
    }

    /// A path; relative ones begin at the directory of the file.
    mutating func path(_ key: String) throws(CommandFailure) -> String {
        guard let text = try text(key) else {
            throw CommandFailure(.configuration, "\(source.path): \(name).\(key) is missing")
        }
        return text.hasPrefix("/") ? text : "\(source.directory)/\(text)"
    }

    mutating func integer(_ key: String, in range: ClosedRange<UInt64>) throws(CommandFailure) -> UInt64? {
        guard let value = take(key) else { return nil }
        guard let number = value.int.flatMap(UInt64.init(exactly:)), range.contains(number) else {
            throw error(key, "must be an integer of \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// The elements of a list, each read by `read`.
    mutating func list<Element>(
        _ key: String, of what: String, _ read: (any TOMLValueConvertible) -> Element?
    ) throws(CommandFailure) -> [Element]? {
        guard let value = take(key) else { return nil }
        guard let array = value.array else { throw error(key, "must be a list of \(what)") }
        var elements: [Element] = []
        for value in array {
            guard let element = read(value) else { throw error(key, "must be a list of \(what)") }
            elements.append(element)
        }
        return elements
    }

    /// Refuses whatever was not asked for.
    func finish() throws(CommandFailure) {
        guard let unknown = table.keys.sorted().first(where: { !known.contains($0) }) else { return }
        let all = known.sorted().joined(separator: ", ")
        throw error(unknown, "is not known; \(name.isEmpty ? "the file" : "[\(name)]") has: \(all)")
    }

    func error(_ key: String, _ problem: String) -> CommandFailure {
        CommandFailure(
            .configuration, "\(source.place(of: key, in: name)): \(name.isEmpty ? key : "\(name).\(key)") \(problem)")
    }

    private mutating func take(_ key: String) -> (any TOMLValueConvertible)? {
        known.insert(key)
        return table[key]
    }
}
