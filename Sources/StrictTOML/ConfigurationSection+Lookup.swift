internal import TOMLKit

extension ConfigurationSection {
    /// One path out of a file that belongs to another program, which judges the rest of it.
    /// - Returns: the path, resolved; `nil` when the file does not name it.
    package static func path(
        _ key: String, of section: String, inFile file: String
    ) throws(ConfigurationError) -> String? {
        let source = try ConfigurationText(file: file)
        let table = try source.parse()
        guard let value = table[section]?.table?[key] else { return nil }
        guard let text = value.string, !text.isEmpty else {
            let name = "\(section).\(key)"
            throw ConfigurationError("must be a path in quotes", key: name, line: source.line(of: name))
        }
        return source.resolve(text)
    }
}
