internal import FoundationEssentials

extension MintConfiguration {
    /// Reads a file. Relative paths in it are relative to its directory.
    package init(file path: String) throws(ConfigurationError) {
        let text: String
        do {
            text = try String(contentsOfFile: path, encoding: .utf8)
        } catch {
            throw ConfigurationError("", "cannot be read; 'mintd config example' prints one to start from")
        }
        let directory = path.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/")
        try self.init(text, directory: directory.isEmpty && path.hasPrefix("/") ? "/" : directory)
    }
}
