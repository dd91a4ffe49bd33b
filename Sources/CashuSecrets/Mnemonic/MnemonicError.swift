/// Why a text is no mnemonic. Tells positions, never words.
package enum MnemonicError: Error, Sendable, Hashable {
    /// Neither 12 nor 24 words. Counting stops at 25.
    case wordCount(Int)
    /// Counted from 1. Only words of BIP-39's English list in lower case are known.
    case unknownWord(position: Int)
    /// Each word is known, but together they are not what was written down.
    case checksum
}
