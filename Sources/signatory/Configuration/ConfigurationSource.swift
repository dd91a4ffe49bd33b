internal import FoundationEssentials
internal import Glibc
internal import TOMLKit

/// The text of the configuration file.
struct ConfigurationSource {
    let path: String
    private let text: String

    init(_ path: String) throws(CommandFailure) {
        guard let data = FileManager.default.contents(atPath: path) else {
            throw CommandFailure(
                unsafe access(path, F_OK) == 0 ? .noPermission : .noInput,
                "\(path) cannot be read; `signatory --help` shows what it should hold")
        }
        guard let text = String(data: data, encoding: .utf8), !text.utf8.contains(0) else {
            throw CommandFailure(.configuration, "\(path) is no text")
        }
        self.path = path
        self.text = text
    }

    /// Where relative paths begin.
    var directory: String {
        path.lastIndex(of: "/").map { $0 == path.startIndex ? "" : String(path[..<$0]) } ?? "."
    }

    func parse() throws(CommandFailure) -> TOMLTable {
        do {
            return try TOMLTable(string: text)
        } catch let error as TOMLParseError {
            throw CommandFailure(.configuration, "\(path):\(error.source.begin.line): \(error.description)")
        } catch {
            throw CommandFailure(.configuration, "\(path): \(error)")
        }
    }

    /// The file and, when a line of the section begins with the key, its number. Only for messages.
    func place(of key: String, in section: String) -> String {
        var current = ""
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
            let content = line.drop { $0 == " " || $0 == "\t" }
            if content.hasPrefix("[") {
                current = String(content.dropFirst().prefix { $0 != "]" })
                if section.isEmpty, current == key { return "\(path):\(number + 1)" }
            } else if current == section, content.hasPrefix(key) {
                let rest = content.dropFirst(key.count).drop { $0 == " " || $0 == "\t" }
                if rest.hasPrefix("=") { return "\(path):\(number + 1)" }
            }
        }
        return path
    }
}
