internal import ArgumentParser
internal import ManagementAPI

/// `mintctl saga resolve`.
struct SagaResolveCommand: AsyncParsableCommand {
    enum Action: String, ExpressibleByArgument, CaseIterable { case retry, release, settle }

    static let configuration = CommandConfiguration(
        commandName: "resolve",
        abstract: "Ends an operation by hand, through the same code as the mint itself.",
        discussion: """
            retry    does now what recovery does every few seconds.
            release  gives the inputs back. Of a melt that may have been paid only when the node confirms that the \
            attempt failed, or has no record of it long after its invoice expired. While the node does not know, \
            --force releases it all the same: should it be paid in the end, the mint has lost its amount. It is looked \
            at for another month.
            settle   takes the payment for made: the wallet pays for it, and has the change. Needs --preimage, whose \
            SHA-256 is the payment hash, and --spent-msat, unless the node says both itself.

            Never for an operation that another mintd works on: ask that one. A row that is no saga can only be \
            released, and only when nothing is held in its name. Status 65 when the mint refuses.

            Examples:
              $ mintctl saga resolve OPERATION --action retry --reason "node is back"
              $ mintctl saga resolve OPERATION --action release --force --reason "ticket 4711: never sent"
              $ mintctl saga resolve OPERATION --action settle --preimage HEX --spent-msat 10021 --reason "payee has it"
            """)

    @OptionGroup var mint: MintOptions

    @OptionGroup var subject: OperationArgument

    @Option(help: "retry, release or settle.")
    var action: Action

    @Option(help: "Why: 1 to 1000 bytes that stay among the incidents.")
    var reason: String

    @Flag(help: "Release although the Lightning node does not know what became of the payment.")
    var force = false

    @Option(help: ArgumentHelp("The proof of the payment.", valueName: "64 hex digits"))
    var preimage: String?

    @Option(help: ArgumentHelp("What the payment cost, fees included.", valueName: "msat"))
    var spentMsat: UInt64?

    func validate() throws {
        if force, action != .release { throw ValidationError("--force is for --action release") }
        if preimage != nil || spentMsat != nil, action != .settle {
            throw ValidationError("--preimage and --spent-msat are for --action settle")
        }
    }

    func run() async throws {
        let request = SagaResolveRequest(
            action: action.rawValue, reason: reason, preimage: preimage, spentMsat: spentMsat, isForced: force)
        let answer = try await mint.ask(.resolveSaga(subject.operation), request, as: ResolveAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines([Table.plain(answer.detail)]) }
    }
}
