internal import ArgumentParser
internal import CashuSecrets
internal import SignatoryCore

/// `signatory seed decrypt`.
struct SeedDecryptCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decrypt",
        abstract: "Puts the words in clear in the place of the encrypted seed file.",
        discussion: """
            Afterwards take the passphrase out of the configuration.

            Example:
              $ signatory seed decrypt
            """)

    @OptionGroup var file: ConfigurationOption

    func run() async throws {
        try ProcessHardening.begin()
        let configuration = try file.load()
        try ProcessHardening.lockMemory(configuration) { Output.error("signatory: \($0)") }
        let source = configuration.places.seed
        let path = try source.fileToReplace()
        let words: Mnemonic
        do throws(SeedFileError) { words = try source.words() } catch {
            throw CommandFailure(error, of: "the seed file \(path)")
        }
        guard source.passphrase != nil else {
            throw CommandFailure(.usage, "the seed file \(path) is not encrypted")
        }
        try NewSeedFile.replace(path, words, passphrase: nil)
        Output.line("seed file  \(path) holds the words in clear: take the passphrase out of \(file.path)")
    }
}
