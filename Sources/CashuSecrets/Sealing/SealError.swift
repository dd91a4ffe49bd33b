/// Why a seed could not be sealed, or a sealed one not be opened. Never holds a part of it.
package enum SealError: Error, Sendable, Hashable {
    /// The passphrase gives another key, or some byte of the line was changed: which of both, nobody can tell.
    case wrongPassphrase
    /// The line is none of this program.
    case malformed
    /// A newer release wrote it.
    case newerVersion
    /// scrypt had not the memory it needs: 128 MiB with the cost of this release.
    case noMemory
    /// The processor has no instructions for AES-GCM, without which libsodium does not offer it.
    case noAES
    /// It was opened, and holds no words.
    case content(MnemonicError)
}
