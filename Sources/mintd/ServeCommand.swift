internal import ArgumentParser
internal import Logging
internal import MintDaemon
internal import SignatoryRPC

/// `mintd serve`, and `mintd` alone.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Runs the mint until SIGTERM or SIGINT. The default.")

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let configuration = try MintConfiguration.load(file.config)
        let logger = configuration.log.logger("mintd")
        let signatory = try configuration.remoteSignatory(file: file.config, logger)
        let supervision = try Supervision(logger)
        do throws(MintStartError) {
            let mint = try await AssembledMint.assemble(
                configuration, signatory: signatory, connection: { await supervision.watch { await signatory.run() } },
                logger: logger, onRunning: { supervision.tellReady(at: $0) }, onStopping: { supervision.tellStopping() })
            try await mint.run()
        } catch {
            throw DaemonFailure(error)
        }
    }
}
