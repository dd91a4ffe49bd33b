internal import ArgumentParser

/// `signatory seed`.
struct SeedCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "seed",
        abstract: "Encrypts and decrypts the seed file.",
        discussion: """
            An encrypted seed file is one line: scrypt (N = 2^17, r = 8, p = 1) makes a key of the passphrase, and \
            AES-256-GCM seals the words with it. The passphrase is the whole content of passphrase_file or \
            passphrase_credential, without a line end; the signatory reads both at every start and rotation. It helps \
            where the two are not stored together: the seed in a backup, the passphrase from the service manager.
            """,
        subcommands: [SeedEncryptCommand.self, SeedDecryptCommand.self])
}
