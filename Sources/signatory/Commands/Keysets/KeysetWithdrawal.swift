internal import ArgumentParser
internal import Cashu
internal import SignatoryAPI
internal import SignatoryRPC

/// What `deactivate` and `revoke` have in common.
struct KeysetWithdrawal: ParsableArguments {
    @OptionGroup var file: ConfigurationOption

    @Argument(help: "The id of the keyset, 16 or 66 hex digits.")
    var id: KeysetID

    @Option(help: "Why; kept in the audit log.")
    var reason: String

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Print JSON; needs --yes.")
    var json = false

    func validate() throws {
        if reason.utf8.count > 200 { throw ValidationError("--reason has at most 200 bytes") }
        if json, !yes { throw ValidationError("--json asks no questions: add --yes") }
        if !yes, !Terminal.isInteractive { throw ValidationError("standard input is no terminal: add --yes") }
    }

    /// - Parameter consequence: what the operator is told before he is asked.
    func perform(revoking: Bool, consequence: String) async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        let publication = try await administration.keysets()
        guard let keyset = publication.keysets.first(where: { $0.id == id }) else {
            throw CommandFailure(.refused, "there is no keyset \(id)")
        }
        if !yes {
            Output.error(KeysetReport(keyset).line)
            Output.error(consequence)
            if keyset.state == .active {
                Output.error("It is the active one: until a rotation nobody gets ecash of unit \(keyset.unit).")
            }
            guard Terminal.confirms("Go on?") else { throw CommandFailure(.refused, "nothing was changed") }
        }
        let done = try await administration.deactivate(
            KeysetDeactivation(
                keysetID: id, revokes: revoking, expectedGeneration: publication.generation, reason: reason))
        if json { return try Output.json(RotationReport(done)) }
        Output.line(KeysetReport(done.keyset).line)
        Output.line("generation \(done.generation)")
    }
}

/// `signatory keyset deactivate`.
struct KeysetDeactivateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate",
        abstract: "Ends the signing of a keyset at once, also of the change of melts.",
        discussion: """
            Its proofs stay good as inputs. Cannot be undone. To replace an active keyset without a gap, rotate.

            Example:
              $ signatory keyset deactivate 009a1f293253e41e --reason 'its melts are over'
            """)

    @OptionGroup var withdrawal: KeysetWithdrawal

    func run() async throws {
        try await withdrawal.perform(
            revoking: false,
            consequence: "It will sign nothing any more. Melts under way that have reserved change on it lose it.")
    }
}

/// `signatory keyset revoke`.
struct KeysetRevokeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke",
        abstract: "Makes the proofs of a keyset worthless, for ever.",
        discussion: """
            For keys that were stolen: whoever has them can make any number of proofs, and honest proofs cannot be \
            told from these. Rotate first, so that wallets have somewhere to go. Cannot be undone.

            Example:
              $ signatory keyset revoke 009a1f293253e41e --reason 'the host was broken into'
            """)

    @OptionGroup var withdrawal: KeysetWithdrawal

    func run() async throws {
        try await withdrawal.perform(
            revoking: true, consequence: "Every proof of it becomes worthless, those of honest wallets too.")
    }
}
