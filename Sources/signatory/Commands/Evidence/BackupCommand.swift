internal import ArgumentParser
internal import SignatoryAPI
internal import SignatoryCore
internal import SignatoryRPC

/// `signatory backup`.
struct BackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup",
        abstract: "Copies the keys database while the signatory runs, and checks the copy.",
        discussion: """
            The copy holds public data only; the seed is not in it. A signatory that goes on from it has forgotten what \
            it signed since: mints notice, and stop melting until an operator has looked into it. Make one after every \
            rotation, and try it with `signatory verify --database`.

            Example:
              $ signatory backup /var/backups/keys-$(date +%F).sqlite
            """)

    @OptionGroup var file: ConfigurationOption

    @Argument(help: ArgumentHelp("Where the copy goes; it must not exist.", valueName: "file"))
    var copy: String

    func run() throws {
        let database = try file.load().places.database
        let fingerprint: String
        do throws(SignatoryStartError) {
            fingerprint = try KeysBackup.make(of: database, at: copy)
        } catch {
            throw CommandFailure(error)
        }
        Output.line("\(copy): complete, and nothing is wrong with it; needs the seed of fingerprint \(fingerprint)")
    }
}

/// `signatory export-public`.
struct ExportPublicCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "export-public",
        abstract: "Prints every keyset with its public keys, as JSON, for auditors and for another mint.",
        discussion: """
            Example:
              $ signatory export-public > keysets.json
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        let administration = try await file.connect()
        defer { administration.close() }
        try Output.json(PublicExport(try await administration.keysets()))
    }
}
