internal import ArgumentParser
internal import CashuSecrets
internal import SignatoryCore

/// `signatory seed encrypt`.
struct SeedEncryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "encrypt",
        abstract: "Encrypts the seed file with the configured passphrase, or changes its passphrase.",
        discussion: """
            The new file is read again before it takes the place of the old one. The disk may keep the old one's blocks.

            Examples:
              $ signatory seed encrypt                                     # the words stand in clear
              $ signatory seed encrypt --old-passphrase-file passphrase.1  # they are encrypted with another passphrase
            """)

    @OptionGroup var file: ConfigurationOption

    @Option(help: ArgumentHelp("What opens the file as it is now.", valueName: "file"), completion: .file())
    var oldPassphraseFile: String?

    func run() async throws {
        try ProcessHardening.begin()
        let configuration = try file.load()
        try ProcessHardening.lockMemory(configuration) { Output.error("signatory: \($0)") }
        let source = configuration.places.seed
        let path = try source.fileToReplace()
        guard let passphrase = source.passphrase else {
            throw CommandFailure(
                .configuration, "\(file.path): name the passphrase by passphrase_file or passphrase_credential")
        }
        let old = StoredSeed(source.seed, passphrase: oldPassphraseFile.map { .file($0) })
        let words: Mnemonic
        do throws(SeedFileError) { words = try old.words() } catch {
            guard error != .sealed else {
                throw CommandFailure(
                    .usage, "the seed file \(path) is encrypted already: --old-passphrase-file opens it")
            }
            throw CommandFailure(error, of: "the seed file \(path)")
        }
        try NewSeedFile.replace(path, words, passphrase: passphrase)
        Output.line("seed file  \(path) is encrypted")
    }
}

extension StoredSeed {
    /// A credential is of the service manager's making.
    func fileToReplace() throws(CommandFailure) -> String {
        guard case .file(let path) = seed else {
            throw CommandFailure(
                .configuration, "the seed is the \(seed): what it is made of needs a configuration with seed_file")
        }
        return path
    }
}
