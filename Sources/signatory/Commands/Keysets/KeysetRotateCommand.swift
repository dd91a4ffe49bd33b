internal import ArgumentParser
internal import Cashu
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC

/// `signatory keyset rotate`.
struct KeysetRotateCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rotate",
        abstract: "Makes a new active keyset of a unit.",
        discussion: """
            The keyset that was active drains: its proofs stay good as inputs, new outputs are refused on it, and the \
            change of melts under way is still signed. After 30 days (--drain) it becomes inactive. Running \
            mints hear of it at once. Fee and amounts that are not named stay those of the active keyset. Shows what \
            will change and asks.

            Examples:
              $ signatory keyset rotate --unit sat
              $ signatory keyset rotate --unit sat --fee 100 --expiry 2030-01-01 --yes
              $ signatory keyset rotate --unit sat --drain 12h
              $ signatory keyset rotate --unit usd --new-unit --max-order 16 --dry-run --json
            """)

    @OptionGroup var file: ConfigurationOption
    @OptionGroup var terms: RotationTerms

    @Flag(help: "Derive and show the keyset without making it.")
    var dryRun = false

    @Option(help: "Refuse unless the keysets are at this generation.")
    var expectGeneration: UInt64?

    @Option(help: "Repeat a rotation whose answer was lost; needs --expect-generation, and all that was said then.")
    var operationID: OperationID?

    @Flag(name: .shortAndLong, help: "Do not ask.")
    var yes = false

    @Flag(help: "Print JSON; needs --yes or --dry-run.")
    var json = false

    func validate() throws {
        if operationID != nil, expectGeneration == nil {
            throw ValidationError("--operation-id needs the --expect-generation of that rotation")
        }
        if json, !yes, !dryRun { throw ValidationError("--json asks no questions: add --yes or --dry-run") }
        if !yes, !dryRun, !Terminal.isInteractive {
            throw ValidationError("standard input is no terminal: add --yes or --dry-run")
        }
    }

    func run() async throws {
        let configuration = try file.load()
        let administration = try await file.connect()
        defer { administration.close() }
        let publication = try await administration.keysets()
        try terms.check(against: publication.keysets)
        let old = publication.keysets.last { $0.unit == terms.unit && $0.state == .active }
        let operationID = operationID ?? OperationID()
        let foreseen = try await administration.rotate(
            terms.rotation(
                after: old, configuration.keysets, expecting: expectGeneration ?? publication.generation,
                isDryRun: true, operationID: operationID))
        // What is no dry run was made earlier, under the same operation id.
        if dryRun || !foreseen.isDryRun { return try show(foreseen) }
        if !yes {
            explain(foreseen, replacing: old)
            guard Terminal.confirms("Rotate?") else { throw CommandFailure(.refused, "nothing was changed") }
        }
        // What was shown is what is made, or nothing is.
        let rotation = terms.rotation(
            after: old, configuration.keysets, expecting: foreseen.generation, isDryRun: false,
            operationID: operationID)
        try show(try await RepeatedRotation(rotation: rotation, connect: file.connect).perform(administration))
    }

    private func explain(_ foreseen: RotatedKeyset, replacing old: Keyset?) {
        if let old {
            let end = terms.drain.seconds == 0 ? "becomes inactive " : "becomes draining "
            Output.error("\(end) \(KeysetReport(old).line)")
        } else {
            Output.error("There is no active keyset of unit \(terms.unit).")
        }
        Output.error("becomes active    \(KeysetReport(foreseen.keyset).line)")
    }

    private func show(_ rotated: RotatedKeyset) throws {
        if json { return try Output.json(RotationReport(rotated)) }
        Output.line(KeysetReport(rotated.keyset).line)
        Output.line(rotated.isDryRun ? "dry run: nothing was changed" : "generation \(rotated.generation)")
    }
}
