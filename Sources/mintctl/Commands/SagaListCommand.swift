internal import ArgumentParser
internal import ManagementAPI

/// `mintctl saga list`.
struct SagaListCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list",
        abstract: "Lists every operation that is not over.",
        discussion: """
            Most are under way and gone a moment later. KEEPER says who is to end one: 'running' and 'here' are the \
            mintd that is asked, 'elsewhere' another one that lives, 'ended' one that does not and is taken over from.
            Ends with 1 when one is poisoned: recovery has failed three times to end it, or cannot read it.

            Examples:
              $ mintctl saga list
              $ mintctl saga list --json | jq -r '.sagas[] | select(.is_poisoned) | .operation'
            """)

    @OptionGroup var mint: MintOptions

    func run() async throws {
        let answer = try await mint.ask(.sagas, as: SagaListAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines(SagaText.list(answer)) }
        if answer.sagas.contains(where: \.isPoisoned) { throw ExitCode(ExitStatus.somethingIsWrong.rawValue) }
    }
}
