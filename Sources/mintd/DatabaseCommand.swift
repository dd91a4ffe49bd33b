internal import ArgumentParser
internal import MintDaemon

/// `mintd database`.
struct DatabaseCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "database", abstract: "Looks after the mint's database.", subcommands: [Backup.self])

    struct Backup: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Copies the SQLite database while the mint runs, and checks the copy.",
            discussion: """
                A backup is for the loss of the disk. A mint that goes on from one has forgotten every proof spent \
                since, and would take it again: read 'Backup and restore' in docs/operations.md before restoring. For \
                PostgreSQL use its own tools.

                Example:
                  $ mintd database backup --config mintd.toml /var/backups/mint-$(date +%F).sqlite
                """)

        @OptionGroup var file: ConfigurationOption

        @Argument(help: ArgumentHelp("Where the copy goes; it must not exist.", valueName: "file"))
        var copy: String

        func run() throws {
            let configuration = try MintConfiguration.load(file.config)
            do throws(MintStartError) {
                try configuration.database.backUp(to: copy)
            } catch {
                throw DaemonFailure(error)
            }
            print("\(copy): complete, and nothing is wrong with it")
        }
    }
}
