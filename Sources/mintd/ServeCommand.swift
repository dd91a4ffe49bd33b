internal import ArgumentParser
internal import Logging
internal import MintCore
internal import MintDaemon
internal import SignatoryRPC

/// `mintd serve`, and `mintd` alone.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the mint until SIGTERM or SIGINT. The default.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try MintConfiguration.load(file.config)
        guard let socket = configuration.signatorySocket else {
            throw DaemonFailure(exitCode: 78, "\(file.config): signatory.socket is missing")
        }
        let logger = configuration.log.logger("mintd")
        let signatory = RemoteSignatory(
            socketPath: socket, pinnedIdentity: configuration.mint.signatoryIdentity,
            release: "mintd/\(MintRelease.version)", logger: logger)
        do throws(MintStartError) {
            let mint = try await AssembledMint.assemble(
                configuration, signatory: signatory, connection: { await signatory.run() }, logger: logger)
            try await mint.run()
        } catch {
            throw DaemonFailure(error)
        }
    }
}
