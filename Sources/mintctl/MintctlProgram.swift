internal import ArgumentParser

/// `mintctl`: what an operator asks of a mint that runs.
@main
struct MintctlProgram: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "mintctl",
        abstract: "Looks into a running mint, and ends by hand what it cannot end itself.",
        discussion: """
            Talks to mintd over the socket that 'mintd.toml' names:
              [mint_management_rpc]
              socket = "run/mintctl.sock"
            Only mintd's own user and root may open it.

            An operation that was interrupted is finished or undone by mintd itself, within seconds. What stays open \
            is a payment whose outcome its Lightning node does not tell, or something that is broken. 'saga list' \
            shows it, 'saga show' what is known of it, and 'saga resolve' ends it on that evidence. Each step by hand \
            needs a reason and stays among the incidents.

            Examples:
              What is open, and does it need a hand (status 1)?
              $ mintctl saga list

              What is known of one, and what the node says now:
              $ mintctl saga show 0192f0c1-2f6a-7c1e-9d43-0a5d5e6f7a81

              The node's support found out that it was never sent:
              $ mintctl saga resolve 0192f0c1-… --action release --force --reason "ticket 4711: never sent"

              Do the books balance?
              $ mintctl audit && echo yes

              Melts stopped because of an incident that is dealt with:
              $ mintctl incident list
              $ mintctl incident resolve 3 --reason "node upgraded, loss booked"

            Exit status:
              0   done, and nothing is wrong
              1   the audit found a breach, or an operation needs a hand
              64  wrong usage
              65  the mint refused, and says why
              69  the mint is not there, or cannot answer now
              70  a fault of the mint or of this program
              78  the configuration is wrong, or names no socket
            """,
        version: "mintctl 0.1.0",
        subcommands: [SagaCommand.self, IncidentCommand.self, AuditCommand.self])

    static func main() async {
        do {
            var command = try parseAsRoot()
            if var command = command as? any AsyncParsableCommand {
                try await command.run()
            } else {
                try command.run()
            }
        } catch let failure as CommandFailure {
            Output.error("mintctl: \(failure.message)")
            exit(withError: ExitCode(failure.status.rawValue))
        } catch {
            exit(withError: error)
        }
    }
}
