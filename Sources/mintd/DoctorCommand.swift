internal import ArgumentParser
internal import MintDaemon
internal import MintDoctor

/// `mintd doctor`.
struct DoctorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "doctor", abstract: "Looks at all that the mint stands on, and says what is wrong and what to do.",
        discussion: """
            Beside a mint that runs, or without one. It changes nothing, makes no tables and moves no money. Run it as \
            mintd's user, with what its environment has; where the signatory's key is a credential, with that, as \
            docs/doctor.md shows. Status 0 when nothing has failed, though there may be \
            warnings; 1 when something has; 78 when the configuration cannot be read. docs/doctor.md shows what it says.

            Examples:
              $ mintd doctor --config mintd.toml
              $ mintd doctor --json | jq -r '.findings[] | select(.grade == "failed") | .subject'
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let configuration: MintConfiguration
        do throws(DaemonFailure) {
            configuration = try MintConfiguration.load(file.config)
        } catch {
            try show([.failed("configuration", error.message, advice: "correct it; nothing else was looked at")])
            throw ExitCode(error.exitCode)
        }
        let ready = Finding.ok("configuration", "\(file.config) says nothing that is wrong")
        let findings = [ready] + (await Doctor(configuration.checks(file: file.config)).examine())
        try show(findings)
        if Finding.worst(of: findings) == .failed { throw ExitCode(1) }
    }

    private func show(_ findings: [Finding]) throws {
        guard !json else { return print(try FindingJSON.text(findings)) }
        for line in FindingText.lines(findings) { print(line) }
    }
}
