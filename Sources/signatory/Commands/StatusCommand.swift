internal import ArgumentParser
internal import SignatoryAPI
internal import SignatoryRPC

/// `signatory status`.
struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status",
        abstract: "Asks the running signatory how it is.",
        discussion: """
            Ends with 0 when it is ready to sign, with 1 when it runs but may not (paused, the disk is \
            full, or no keyset is active), with 69 when it does \
            not run.

            Examples:
              $ signatory status
              $ signatory status --json | jq .generation
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Print JSON.")
    var json = false

    func run() async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        let report = StatusReport(try await administration.status(), identity: administration.identity)
        if json {
            try Output.json(report)
        } else {
            Output.line("\(report.version), \(report.readiness)")
            Output.line("identity        \(report.identity)")
            Output.line("generation      \(report.generation)")
            Output.line("up for          \(report.uptimeSeconds) s")
            Output.line("in flight       \(report.inFlight)")
            Output.line("signed outputs  \(report.signedOutputs)")
            Output.line("refused         \(report.refused)")
            Output.line("audit log       \(report.auditNumber) lines")
        }
        if !report.ready { throw ExitCode(ExitStatus.refused.rawValue) }
    }
}
