internal import ArgumentParser
internal import Logging
internal import SignatoryRPC

/// `--config`, which every command has.
struct ConfigurationOption: ParsableArguments {
    @Option(name: [.customLong("config"), .customShort("c")], help: "The configuration file.", completion: .file())
    var path = "signatory.toml"

    func load() throws(CommandFailure) -> ProgramConfiguration { try ProgramConfiguration(file: path) }

    /// A connection to the daemon, as its operator.
    func connect() async throws -> RemoteSignatoryAdministration {
        try await RemoteSignatoryAdministration.connect(
            socketPath: try load().places.adminSocket,
            logger: Logger(label: "signatory") { _ in SwiftLogNoOpLogHandler() })
    }
}
