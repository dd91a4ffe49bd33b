internal import ArgumentParser
internal import MintDaemon

/// `mintd`: the mint, without its keys.
@main
struct MintdProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mintd",
        abstract: "A Cashu mint: the daemon that wallets talk to.",
        discussion: """
            Serves the HTTP interface of a Cashu mint. It holds no keys: every signature is made by 'signatory', \
            another process, over a Unix socket. It starts without the signatory and connects as soon as that one is \
            there; until then, money routes answer 503.

            Logs go to standard error. SIGTERM and SIGINT finish what was begun and end with status 0. Other statuses \
            are those of sysexits(3): 64 wrong arguments, 65 a database that is not this release's, or that could lose \
            what is written; 4 one that was restored from a backup, as the signatory can tell; 69 a Lightning backend that cannot be used, 71 an address that cannot be listened on, 74 a \
            disk that fails, 75 a database or a management socket that another process uses, or a server that cannot be \
            reached, 78 a wrong configuration, of the Lightning node too. 'mintctl' looks into a mint that runs.

            Examples:
              An example in which every key is explained, to start from:
              $ mintd config example > mintd.toml

              What is wrong with it, without starting:
              $ mintd config check

              What is wrong with the node, the signatory and all else that it stands on:
              $ mintd doctor

              A copy of its SQLite database, while it runs:
              $ mintd database backup /var/backups/mint.sqlite

              The mint, and what it still lacks, if anything:
              $ mintd --config mintd.toml
              $ curl http://127.0.0.1:3338/ready
            """,
        version: "mintd \(MintRelease.version)",
        subcommands: [ServeCommand.self, DoctorCommand.self, ConfigCommand.self, DatabaseCommand.self],
        defaultSubcommand: ServeCommand.self)

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as DaemonFailure {
            StandardError.write(line: "mintd: \(failure.message)")
            exit(withError: ExitCode(failure.exitCode))
        } catch {
            exit(withError: error)
        }
    }
}

struct ConfigurationOption: ParsableArguments {
    @Option(help: ArgumentHelp("The configuration.", valueName: "file"))
    var config = "mintd.toml"
}
