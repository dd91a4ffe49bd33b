internal import ArgumentParser
internal import ManagementAPI

/// `mintctl incident`.
struct IncidentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "incident",
        abstract: "Lists what must not happen and did, and lets melts go on.",
        discussion: """
            While an incident is open nothing is melted, also after a restart. Find out why first.

            Examples:
              $ mintctl incident list
              $ mintctl incident resolve 3 --reason "node upgraded, loss booked"
            """,
        subcommands: [IncidentListCommand.self, IncidentResolveCommand.self])
}

/// `mintctl incident list`.
struct IncidentListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists the incidents, the newest first, and how they were resolved.",
        discussion: """
            LATE_PAYMENT: a payment succeeded after its inputs were given back. OVERSPENT: a payment cost more than \
            was reserved for it. CONSERVATION: the books do not balance. MANUAL: a step of an operator.

            Example:
              $ mintctl incident list --json | jq '.incidents[] | select(.resolved_at == null)'
            """)

    @OptionGroup var mint: MintOptions

    func run() async throws {
        let answer = try await mint.ask(.incidents, as: IncidentListAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines(IncidentText.list(answer)) }
    }
}

/// `mintctl incident resolve`.
struct IncidentResolveCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Says that an incident is dealt with: melts that stopped because of it go on.",
        discussion: """
            Books that still do not balance are a new incident a minute later.

            Example:
              $ mintctl incident resolve 3 --reason "node upgraded, loss booked"
            """)

    @OptionGroup var mint: MintOptions

    @Argument(help: "As 'mintctl incident list' prints it.")
    var number: Int64

    @Option(help: "How: 1 to 1000 bytes that stay with it.")
    var reason: String

    func run() async throws {
        let answer = try await mint.ask(
            .resolveIncident(number), IncidentResolveRequest(reason: reason), as: ResolveAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines([answer.detail]) }
    }
}
