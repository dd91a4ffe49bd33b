internal import ArgumentParser
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory keyset list`.
struct KeysetListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists every keyset with its state.",
        discussion: """
            active signs; draining signs, until the time that is shown (Unix seconds), the change of melts that were \
            under way when it was rotated away; inactive is still accepted as input; expired and revoked \
            are worth nothing.

            Examples:
              $ signatory keyset list
              $ signatory keyset list --json | jq -r '.keysets[] | select(.active) | .id'
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        let report = PublicationReport(try await administration.keysets())
        if json { return try Output.json(report) }
        Output.line("generation \(report.generation), identity \(report.identity)")
        for keyset in report.keysets { Output.line(keyset.line) }
    }
}
