internal import ArgumentParser

/// `signatory keyset`.
struct KeysetCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "keyset",
        abstract: "Lists, rotates and withdraws the keysets of the running signatory.",
        discussion: """
            Examples:
              $ signatory keyset list
              $ signatory keyset rotate --unit sat --dry-run
              $ signatory keyset deactivate 009a1f293253e41e --reason 'replaced'
            """,
        subcommands: [
            KeysetListCommand.self, KeysetShowCommand.self, KeysetRotateCommand.self, KeysetDeactivateCommand.self,
            KeysetRevokeCommand.self,
        ])
}
