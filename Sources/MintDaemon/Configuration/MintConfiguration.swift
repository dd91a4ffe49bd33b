package import MintCore
package import MintHTTP
package import PaymentFake
package import StrictTOML

/// All that `mintd.toml` says. Section and key names are those of CDK's mint, whose operators this one wants to keep;
/// `example` explains each.
package struct MintConfiguration: Sendable {
    package var http = HTTPSettings()
    package var mint = MintSettings()
    package var database: DatabaseSettings
    package var backend = BackendSettings.fake
    package var fakeBackend = FakeBackendConfiguration()
    /// The path of the signatory's `mint.sock`; `nil` when the file names none.
    package var signatorySocket: String?
    /// What the signatory must have, too; `nil` when no key is shared with it.
    package var signatoryKeyFile: SecretFile?
    /// Where `mintctl` finds this mint; `nil` for nowhere.
    package var managementSocket: String?
    package var log = LogSettings()
    /// `nil` tells nobody what is measured.
    package var metrics: MetricsSettings?

    /// Reads a file. Relative paths in it begin at its directory.
    package init(file path: String) throws(ConfigurationError) {
        self = try ConfigurationSection.read(file: path) { (file) throws(ConfigurationError) in
            try Self(reading: &file, environment: Secret.environmentVariable)
        }
    }

    /// - Parameters:
    ///   - directory: where relative paths in the text begin; empty for the working directory.
    ///   - environment: gives the value of a variable to which the text may refer.
    package init(
        _ text: String, directory: String, environment: (String) -> String? = { _ in nil }
    ) throws(ConfigurationError) {
        self = try ConfigurationSection.read(text, directory: directory) { (file) throws(ConfigurationError) in
            try Self(reading: &file, environment: environment)
        }
    }

    private init(
        reading file: inout ConfigurationSection, environment: (String) -> String?
    ) throws(ConfigurationError) {
        database = .sqlite(path: file.resolve("mint.sqlite"))
        try file.section("info") { (section) throws(ConfigurationError) in try readInfo(&section) }
        try file.section("http") { (section) throws(ConfigurationError) in try readHTTP(&section) }
        try file.section("auth") { (section) throws(ConfigurationError) in try readAuthentication(&section) }
        try file.section("mint_info") { (section) throws(ConfigurationError) in try readMintInfo(&section) }
        try file.section("database") { (section) throws(ConfigurationError) in
            try readDatabase(&section, environment: environment)
        }
        let lightning = try LightningSections.read(&file)
        let units = try readBackend(
            lightning.backend, key: lightning.backendKey, in: &file, environment: environment)
        mint.units = try lightning.terms(units, file)
        try file.section("solvency") { (section) throws(ConfigurationError) in try readSolvency(&section) }
        try Self.refuseSeeds(file)
        try file.section("signatory") { (section) throws(ConfigurationError) in try readSignatory(&section) }
        try file.section("mint_management_rpc") { (section) throws(ConfigurationError) in
            managementSocket = try section.path("socket")
        }
        try file.section("prometheus") { (section) throws(ConfigurationError) in try readMetrics(&section) }
        try file.section("limits") { (section) throws(ConfigurationError) in try readLimits(&section) }
        try file.section("log") { (section) throws(ConfigurationError) in try readLog(&section) }
    }
}
