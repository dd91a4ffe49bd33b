internal import ArgumentParser
internal import MintDaemon

/// `mintd config`.
struct ConfigCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "config", abstract: "Shows and checks configurations.", subcommands: [Example.self, Check.self])

    struct Example: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Prints a configuration in which every key is explained.")

        func run() { print(MintConfiguration.example, terminator: "") }
    }

    struct Check: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reads the configuration and says what is wrong with it: status 78, or 0 when nothing is.")

        @OptionGroup var file: ConfigurationOption

        func run() throws {
            let configuration = try MintConfiguration.load(file.config)
            do throws(MintStartError) { try configuration.checkNode() } catch { throw DaemonFailure(error) }
            print("\(file.config): nothing is wrong")
        }
    }
}
