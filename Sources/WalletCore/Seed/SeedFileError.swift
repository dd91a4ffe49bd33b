package import CashuSecrets

/// Why the file with the seed words cannot be used.
package enum SeedFileError: Error, Sendable {
    /// A system call failed.
    case system(String, errno: Int32)
    /// More than 24 words can take.
    case tooLong
    case mnemonic(MnemonicError)
    /// Words are there already, and they are others than those to be imported.
    case otherWords
}

extension SeedFileError: CustomStringConvertible {
    package var description: String {
        switch self {
        case .system(let what, let errno): "the file of the seed words: \(what) failed (errno \(errno))"
        case .tooLong: "the file of the seed words is too long to be one"
        case .mnemonic(.wordCount(let count)): "a mnemonic has 12 or 24 words, not \(count)"
        case .mnemonic(.unknownWord(let position)): "word \(position) is not of BIP-39's English list"
        case .mnemonic(.checksum): "the words do not belong together: their checksum is wrong"
        case .otherWords: "this wallet already has other seed words"
        }
    }
}
