internal import ArgumentParser
internal import Logging
internal import MintCore
internal import MintDaemon
internal import ServiceManager
internal import SignatoryRPC
internal import StrictTOML

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
        let supervision = try Supervision(logger)
        let signatory = RemoteSignatory(
            socketPath: socket, pinnedIdentity: configuration.mint.signatoryIdentity,
            sharedKey: try sharedKey(configuration), release: "mintd/\(MintRelease.version)", logger: logger)
        do throws(MintStartError) {
            let mint = try await AssembledMint.assemble(
                configuration, signatory: signatory, connection: { await supervision.watch { await signatory.run() } },
                logger: logger, onRunning: { supervision.tellReady(at: $0) }, onStopping: { supervision.tellStopping() })
            try await mint.run()
        } catch {
            throw DaemonFailure(error)
        }
    }

    private func sharedKey(_ configuration: MintConfiguration) throws -> PreSharedKey? {
        guard let file = configuration.signatoryKeyFile else { return nil }
        guard let path = file.path(credentials: ServiceEnvironment.ofThisProcess["CREDENTIALS_DIRECTORY"]) else {
            throw DaemonFailure(
                exitCode: 78, "signatory.psk_credential: the service manager gave this process no credentials")
        }
        do throws(PreSharedKeyError) {
            return try PreSharedKeyFile.read(path)
        } catch {
            throw DaemonFailure(exitCode: 78, "\(error)")
        }
    }
}
