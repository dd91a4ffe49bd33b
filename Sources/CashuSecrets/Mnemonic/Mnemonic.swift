internal import CashuCrypto
internal import CSodium

/// A BIP-39 mnemonic of 12 or 24 English words, in locked memory. Never a `String`: those are copied and not wiped.
package struct Mnemonic: ~Copyable {
    /// The words in ASCII, with single spaces.
    private let text: LockedBytes

    /// - Precondition: `wordCount` is 12 (128 bits of entropy) or 24 (256).
    package static func generate(wordCount: Int) -> Mnemonic {
        precondition(MnemonicWords.counts.contains(wordCount), "a mnemonic has 12 or 24 words")
        SodiumLibrary.start()
        let entropyBytes = MnemonicWords.entropyBytes(wordCount)
        let text = unsafe Scratch.withBytes(entropyBytes) { entropy in
            unsafe randombytes_buf(entropy, entropyBytes)
            return unsafe MnemonicWords.text(entropy: entropy, wordCount: wordCount)
        }
        return Mnemonic(text: text)
    }

    /// From words between any ASCII white space. The caller wipes its own copy.
    package init(parsing text: UnsafeRawBufferPointer) throws(MnemonicError) {
        let words = unsafe MnemonicWords.split(text)
        guard MnemonicWords.counts.contains(words.count) else { throw .wordCount(words.count) }
        self.text = try unsafe MnemonicWords.parse(text, words).get()
    }

    /// From 16 or 32 bytes of entropy; `nil` for another count. The caller wipes its own copy.
    init?(entropy: UnsafeRawBufferPointer) {
        let wordCount = entropy.count * 3 / 4
        guard MnemonicWords.counts.contains(wordCount), MnemonicWords.entropyBytes(wordCount) == entropy.count,
            let start = entropy.baseAddress
        else { return nil }
        text = unsafe MnemonicWords.text(
            entropy: start.assumingMemoryBound(to: UInt8.self), wordCount: wordCount)
    }

    private init(text: LockedBytes) { self.text = text }

    /// Lends the words with single spaces in ASCII, to be shown to the operator once.
    package borrowing func withText<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe text.withBytes { try unsafe body(UnsafeRawBufferPointer(start: $0, count: text.count)) }
    }

    /// BIP-39: PBKDF2 with HMAC-SHA512, 2048 rounds, the salt "mnemonic" and no passphrase. A few milliseconds.
    package borrowing func seed() -> Seed {
        let seed = unsafe LockedBytes(count: 64) { output in
            unsafe text.withBytes { words in
                let password = unsafe UnsafeBufferPointer(start: words, count: text.count)
                unsafe PBKDF2.sha512(password: password, salt: Array("mnemonic".utf8), rounds: 2_048, into: output)
            }
        }
        return Seed(locked: seed)
    }
}
