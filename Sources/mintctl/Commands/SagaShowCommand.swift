internal import ArgumentParser
internal import ManagementAPI

/// `mintctl saga show`.
struct SagaShowCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "show",
        abstract: "Shows what is known of one operation, and asks the Lightning node about its payment.",
        discussion: """
            'release' says by which rule its inputs may be given back. Changes nothing.

            Example:
              $ mintctl saga show 0192f0c1-2f6a-7c1e-9d43-0a5d5e6f7a81
            """)

    @OptionGroup var mint: MintOptions

    @OptionGroup var subject: OperationArgument

    func run() async throws {
        let answer = try await mint.ask(.saga(subject.operation), as: SagaEvidenceAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines(SagaText.evidence(answer)) }
    }
}
