package import MintCore
package import MintHTTP
package import PaymentFake

/// All that `mintd.toml` says. Section and key names are those of CDK's mint, whose operators this one wants to keep;
/// `example` explains each.
package struct MintConfiguration: Sendable {
    package var http = HTTPSettings()
    package var mint = MintSettings()
    /// The path of the SQLite file.
    package var databasePath: String
    package var fakeBackend = FakeBackendConfiguration()
    /// The path of the signatory's `mint.sock`; `nil` when the file names none.
    package var signatorySocket: String?
    package var log = LogSettings()

    /// - Parameter directory: what relative paths in the text are relative to; empty for the working directory.
    package init(_ text: String, directory: String) throws(ConfigurationError) {
        let paths = ConfigurationPaths(directory: directory)
        databasePath = paths.resolve("mint.sqlite")
        self = try ConfigurationSection.read(text) { [self] (file) throws(ConfigurationError) in
            var configuration = self
            try file.section("info") { (section) throws(ConfigurationError) in
                try configuration.readInfo(&section)
            }
            try file.section("mint_info") { (section) throws(ConfigurationError) in
                try configuration.readMintInfo(&section)
            }
            try file.section("ln") { (section) throws(ConfigurationError) in
                try configuration.readLightning(&section)
            }
            try file.section("fake_wallet") { (section) throws(ConfigurationError) in
                try configuration.readFakeWallet(&section, paths)
            }
            try file.section("database") { (section) throws(ConfigurationError) in
                try configuration.readDatabase(&section, paths)
            }
            try file.section("signatory") { (section) throws(ConfigurationError) in
                try configuration.readSignatory(&section, paths)
            }
            try file.section("limits") { (section) throws(ConfigurationError) in
                try configuration.readLimits(&section)
            }
            try file.section("log") { (section) throws(ConfigurationError) in
                try configuration.readLog(&section)
            }
            return configuration
        }
    }
}

/// Resolves the paths of a configuration, so that a mint starts from any working directory.
struct ConfigurationPaths {
    let directory: String

    func resolve(_ path: String) -> String {
        path.hasPrefix("/") || directory.isEmpty ? path : "\(directory)/\(path)"
    }
}
