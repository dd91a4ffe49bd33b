internal import ArgumentParser
internal import Cashu
internal import CashuCrypto
internal import CashuSecrets
internal import Logging
internal import SignatoryAPI
internal import SignatoryCore

/// `signatory init`.
struct InitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "init",
        abstract: "Makes or imports the seed, and the first keysets.",
        discussion: """
            Writes the seed file (12 or 24 words on one line, mode 0400; encrypted when the configuration names a \
            passphrase), makes the directories of the database and of the sockets when there are none, and derives one \
            keyset for each unit. Prints the words once: write them down. A seed file that exists is never replaced. \
            With seed_credential the seed is that of the service manager, and only the rest is made.

            A seed that has signed before needs its keys database too: without it the signatory would use the same \
            keys for new keysets, which mints refuse.

            Examples:
              $ signatory init
              $ signatory init --import-mnemonic          # asks for the words
              $ signatory init --import-mnemonic < words  # reads one line
            """)

    @OptionGroup var file: ConfigurationOption

    @Flag(help: "Read the words of a seed from standard input in place of making new ones.")
    var importMnemonic = false

    func run() async throws {
        try ProcessHardening.begin()
        let configuration = try file.load()
        try ProcessHardening.lockMemory(configuration) { Output.error("signatory: \($0)") }
        switch configuration.places.seed.seed {
        case .file(let path): try await makeSeed(path, configuration)
        case .credential: try await useCredential(configuration)
        }
    }

    private func makeSeed(_ path: String, _ configuration: ProgramConfiguration) async throws {
        try NewSeedFile.refuseExisting(path)
        let words = importMnemonic ? try Terminal.mnemonic() : Mnemonic.generate(wordCount: 24)
        try Directory.create(parentOf: path, mode: 0o700)
        try makeDirectories(configuration)
        try NewSeedFile.create(path, words, configuration.places.seed)
        let publication: KeysetPublication
        do throws(SignatoryStartError) {
            publication = try await firstPublication(configuration, words.seed())
        } catch {
            NewSeedFile.remove(path)
            throw error
        }
        if !importMnemonic {
            Output.line("These words restore every key of this mint. Write them down; they are shown only now:\n")
            Output.words(words)
            Output.line("")
        }
        report(publication, configuration)
    }

    private func useCredential(_ configuration: ProgramConfiguration) async throws {
        let source = configuration.places.seed
        guard !importMnemonic else {
            throw CommandFailure(.usage, "the seed is the \(source.seed), which only the service manager makes")
        }
        let seed: Seed
        do throws(SeedFileError) { seed = try source.read() } catch {
            throw CommandFailure(error, of: "the seed \(source.seed)")
        }
        try makeDirectories(configuration)
        report(try await firstPublication(configuration, seed), configuration)
    }

    private func makeDirectories(_ configuration: ProgramConfiguration) throws(CommandFailure) {
        try Directory.create(parentOf: configuration.places.database, mode: 0o700)
        for path in [configuration.places.mintSocket, configuration.places.adminSocket] {
            try Directory.create(parentOf: path, mode: 0o750)
        }
    }

    private func firstPublication(
        _ configuration: ProgramConfiguration, _ seed: Seed
    ) async throws(SignatoryStartError) -> KeysetPublication {
        let core = SignatoryConfiguration(
            .file(configuration.places.database), mayCreate: true, defaults: configuration.keysets)
        let signatory = try await EmbeddedSignatory.open(
            core, seed: .kept(seed), logger: Logger(label: "signatory") { _ in SwiftLogNoOpLogHandler() })
        let publication = signatory.currentPublication
        await signatory.close()
        guard let publication else { preconditionFailure("a signatory that was just opened has keysets") }
        return publication
    }

    private func report(_ publication: KeysetPublication, _ configuration: ProgramConfiguration) {
        let seed = configuration.places.seed
        switch seed.seed {
        case .file(let path): Output.line("seed file  \(path)\(seed.passphrase == nil ? "" : " (encrypted)")")
        case .credential(let name): Output.line("credential \(name)")
        }
        Output.line("database   \(configuration.places.database)")
        Output.line("identity   \(publication.identity.hex)")
        for keyset in publication.keysets { Output.line("keyset     \(KeysetReport(keyset).line)") }
    }
}
