internal import FoundationEssentials
internal import TOMLKit

/// The text of a configuration, and where it stands.
struct ConfigurationText {
    /// Where relative paths begin; empty for the working directory.
    let directory: String
    private let text: String

    init(_ text: String, directory: String) {
        self.text = text
        self.directory = directory
    }

    init(file path: String) throws(ConfigurationError) {
        let data: Data
        do {
            data = try Data(contentsOf: URL(fileURLWithPath: path))
        } catch let error as CocoaError where error.code == .fileReadNoSuchFile {
            throw ConfigurationError("is not there", kind: .absent)
        } catch {
            throw ConfigurationError("cannot be read", kind: .unreadable)
        }
        guard let text = String(validating: data, as: UTF8.self) else {
            throw ConfigurationError("is no text in UTF-8")
        }
        self.init(text, directory: path.lastIndex(of: "/").map { String(path[...$0]) } ?? "")
    }

    func resolve(_ path: String) -> String {
        if path.hasPrefix("/") || directory.isEmpty { return path }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    func parse() throws(ConfigurationError) -> TOMLTable {
        // The parser is one of C and would take the text for shorter than it is.
        guard !text.utf8.contains(0) else { throw ConfigurationError("holds a byte of zero") }
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw ConfigurationError("is no TOML: \(error.description)", line: Int(error.source.begin.line))
        } catch {
            throw ConfigurationError("is no TOML: \(error)")
        }
    }

    /// The line that sets `key`, or begins the table of that name. The parser does not tell; this reads only what
    /// people usually write, which is enough for a message.
    func line(of key: String) -> Int? {
        var prefix = ""
        let lines = text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
        for (index, line) in lines.enumerated() {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix("[") {
                let name = Self.plain(content.drop { $0 == "[" }.prefix { $0 != "]" })
                if name == key { return index + 1 }
                prefix = name + "."
            } else if let end = content.firstIndex(of: "="), prefix + Self.plain(content[..<end]) == key {
                return index + 1
            }
        }
        return nil
    }

    /// A key without the white space and the quotes that TOML allows in it.
    private static func plain(_ key: Substring) -> String { key.filter { !" \t\"'".contains($0) } }
}
