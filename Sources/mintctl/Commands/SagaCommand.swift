internal import ArgumentParser

/// `mintctl saga`.
struct SagaCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "saga",
        abstract: "Shows operations that are not over, and ends them by hand.",
        discussion: """
            Examples:
              $ mintctl saga list
              $ mintctl saga show 0192f0c1-2f6a-7c1e-9d43-0a5d5e6f7a81
              $ mintctl saga resolve 0192f0c1-… --action retry --reason "node is back"
            """,
        subcommands: [SagaListCommand.self, SagaShowCommand.self, SagaResolveCommand.self])
}
