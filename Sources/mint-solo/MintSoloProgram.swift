internal import ArgumentParser
internal import CProcess
internal import Cashu
internal import Logging
internal import MintDaemon
internal import SignatoryCore

/// `mint-solo`: mint and signatory in one process.
@main
struct MintSoloProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mint-solo",
        abstract: "A Cashu mint with its keys in the same process. For development and tests only.",
        discussion: """
            The same mint as 'mintd', with the signatory inside: whoever gets into this process has the keys. Seed \
            file and keys database are those of 'signatory', which must not run on them at the same time; 'signatory \
            init' makes them. What mintd.toml says of the signatory is ignored.

            Example:
              $ mint-solo --config mintd.toml --seed-file keys/seed --keys-database keys/keys.sqlite
            """,
        version: "mint-solo \(MintRelease.version)")

    @Option(help: ArgumentHelp("The configuration, as of mintd.", valueName: "file"))
    var config = "mintd.toml"

    @Option(help: ArgumentHelp("12 or 24 words of BIP-39 on one line.", valueName: "file"))
    var seedFile: String

    @Option(help: ArgumentHelp("Public data of the keysets; made when there is none.", valueName: "file"))
    var keysDatabase: String

    @Option(help: ArgumentHelp("Fee of the first keyset, in thousandths of a sat for each input.", valueName: "ppk"))
    var inputFeePPK: UInt64 = 0

    @Option(help: ArgumentHelp("Version of the id of the first keyset: 00 or 01.", valueName: "version"))
    var keysetVersion = KeysetIDVersion.version2

    func run() async throws {
        let status = mint_deny_dumps()
        guard status == 0 else {
            let problem = "core files cannot be forbidden: \(systemMessage(-status))"
            throw DaemonFailure(exitCode: 70, problem)  // EX_SOFTWARE
        }
        let configuration = try MintConfiguration.load(config)
        let logger = configuration.log.logger("mint-solo")
        logger.warning("the keys are in the process that talks to strangers: for development only")
        let signatory = try await open(logger)
        let outcome: Result<Void, MintStartError>
        do throws(MintStartError) {
            let mint = try await AssembledMint.assemble(
                configuration, signatory: signatory, connection: { await signatory.keepHouse() },
                metrics: MetricsRegistry.install(for: configuration), logger: logger)
            try await mint.run()
            outcome = .success(())
        } catch {
            outcome = .failure(error)
        }
        await signatory.close()
        do throws(MintStartError) { try outcome.get() } catch { throw DaemonFailure(error) }
    }

    private func open(_ logger: Logger) async throws(DaemonFailure) -> EmbeddedSignatory {
        var defaults = KeysetDefaults()
        defaults.inputFeePPK = inputFeePPK
        defaults.idVersion = keysetVersion
        do throws(SignatoryStartError) {
            return try await EmbeddedSignatory.open(
                SignatoryConfiguration(.file(keysDatabase), mayCreate: true, defaults: defaults), seed: .file(seedFile), logger: logger)
        } catch {
            throw DaemonFailure(exitCode: Self.exitCode(of: error), "\(error)")
        }
    }

    private static func exitCode(of error: SignatoryStartError) -> Int32 {
        guard case .unreadSeed(_, let error) = error else { return 78 }  // EX_CONFIG
        return switch error.kind {
        case .absent: 66  // EX_NOINPUT
        case .permission: 77  // EX_NOPERM
        case .content, .passphrase: 78  // EX_CONFIG
        case .system: 70  // EX_SOFTWARE
        }
    }

    static func main() async {
        do {
            try await parse().run()
        } catch let failure as DaemonFailure {
            StandardError.write(line: "mint-solo: \(failure.message)")
            exit(withError: ExitCode(failure.exitCode))
        } catch {
            exit(withError: error)
        }
    }
}

extension KeysetIDVersion: ExpressibleByArgument {
    public init?(argument: String) {
        switch argument {
        case "00": self = .version1
        case "01": self = .version2
        default: return nil
        }
    }
}
