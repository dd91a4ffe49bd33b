internal import ArgumentParser
internal import CashuCrypto
internal import Logging
internal import SignatoryAPI
internal import SignatoryCore

/// `signatory verify`.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify",
        abstract: "Derives every key again and compares it with the database, without serving.",
        discussion: """
            For a signatory that is stopped, and for a restored copy before it is used: keysets, their ids and the \
            signature over them, the audit log, and the ledger against it. A database of an older release is brought up to this one. Ends with 3 for a wrong \
            seed and with 4 for a database that was altered.

            Examples:
              $ signatory verify
              $ signatory verify --database /mnt/backup/keys.sqlite
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: "A copy of the keys database, in place of the one of the configuration.", completion: .file())
    var database: String?

    func run() async throws {
        try ProcessHardening.begin()
        let configuration = try file.load()
        try ProcessHardening.lockMemory(configuration) { Output.error("signatory: \($0)") }
        let path = database ?? configuration.places.database
        let findings = try await EmbeddedSignatory.verify(
            SignatoryConfiguration(.file(path), defaults: configuration.keysets),
            seed: .stored(configuration.places.seed),
            logger: Logger(label: "signatory") { _ in SwiftLogNoOpLogHandler() })
        Output.line("seed        that of the database, fingerprint \(findings.fingerprint)")
        Output.line("identity    \(findings.publication.identity.hex)")
        Output.line("generation  \(findings.publication.generation), \(findings.publication.keysets.count) keysets, each derived again")
        Output.line("audit log   \(findings.auditNumber) lines, none altered")
        for line in findings.ledger { Output.line("signed      \(line)") }
    }
}
