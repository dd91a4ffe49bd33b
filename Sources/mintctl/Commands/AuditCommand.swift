internal import ArgumentParser
internal import ManagementAPI

/// `mintctl audit`.
struct AuditCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit",
        abstract: "Checks the books now, and ends with 1 when they do not balance.",
        discussion: """
            Issued less redeemed must be what was received, less what nobody has taken yet, less what was paid out, \
            less fees, less what wallets left. Also 1 when an operation is poisoned. Reads every proof and signature, \
            so a large mint takes its time (--timeout). mintd does the same every minute.

            Examples:
              $ mintctl audit
              $ mintctl audit --json | jq .breaches
            """)

    @OptionGroup var mint: MintOptions

    func run() async throws {
        let answer = try await mint.ask(.audit, as: AuditAnswer.self)
        if mint.json { try Output.json(answer) } else { Output.lines(AuditText.lines(answer)) }
        if !answer.isClean { throw ExitCode(ExitStatus.somethingIsWrong.rawValue) }
    }
}
