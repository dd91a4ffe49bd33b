internal import CSodium

/// BIP-39's arithmetic: entropy and the first bits of its hash, cut into words of 11 bits.
enum MnemonicWords {
    static let counts = [12, 24]

    static func entropyBytes(_ wordCount: Int) -> Int { wordCount * 4 / 3 }

    /// The words of `entropyBytes(wordCount)` bytes.
    static func text(entropy: UnsafePointer<UInt8>, wordCount: Int) -> LockedBytes {
        let count = entropyBytes(wordCount)
        return unsafe Scratch.withBytes(count + 1) { bits in
            unsafe bits.update(from: entropy, count: count)
            unsafe bits[count] = unsafe checksum(entropy, count)
            return unsafe Scratch.with(Int.self, wordCount) { indices in
                for word in 0..<wordCount { unsafe indices[word] = unsafe elevenBits(bits, at: word * 11) }
                return unsafe join(UnsafeBufferPointer(start: indices, count: wordCount))
            }
        }
    }

    /// Where the words of a text are; never more than 25, one above the longest mnemonic.
    static func split(_ text: UnsafeRawBufferPointer) -> [Range<Int>] {
        var words: [Range<Int>] = []
        var start: Int?
        for position in 0...text.count where words.count <= 24 {
            let isInWord = unsafe position < text.count && !isWhiteSpace(text[position])
            if isInWord {
                start = start ?? position
            } else if let first = start {
                words.append(first..<position)
                start = nil
            }
        }
        return words
    }

    /// The canonical text of 12 or 24 words, once their checksum is right.
    static func parse(_ text: UnsafeRawBufferPointer, _ words: [Range<Int>]) -> Result<LockedBytes, MnemonicError> {
        let count = entropyBytes(words.count)
        return unsafe Scratch.withBytes(count + 1) { bits in
            unsafe bits.update(repeating: 0, count: count + 1)
            for (position, word) in words.enumerated() {
                guard let index = unsafe EnglishWords.index(of: UnsafeRawBufferPointer(rebasing: text[word])) else {
                    return .failure(.unknownWord(position: position + 1))
                }
                unsafe setElevenBits(bits, at: position * 11, index)
            }
            // Of the last byte 12 words fill 4 bits and 24 words fill 8.
            let mask = UInt8.max << (8 - words.count / 3)
            guard unsafe bits[count] == checksum(bits, count) & mask else { return .failure(.checksum) }
            return .success(unsafe self.text(entropy: bits, wordCount: words.count))
        }
    }

    private static func join(_ indices: UnsafeBufferPointer<Int>) -> LockedBytes {
        let letters = unsafe indices.reduce(0) { $0 + EnglishWords.length($1) }
        return unsafe LockedBytes(count: letters + indices.count - 1) { output in
            var position = 0
            for unsafe index in unsafe indices {
                if position > 0 {
                    unsafe output[position] = UInt8(ascii: " ")
                    position += 1
                }
                position += unsafe EnglishWords.write(index, to: output + position)
            }
        }
    }

    /// The first byte of the SHA-256 of the entropy.
    private static func checksum(_ entropy: UnsafePointer<UInt8>, _ count: Int) -> UInt8 {
        unsafe Scratch.withBytes(32) { digest in
            // https://doc.libsodium.org/advanced/sha-2_hash_function: only computes.
            unsafe crypto_hash_sha256(digest, entropy, UInt64(count))
            return unsafe digest[0]
        }
    }

    private static func elevenBits(_ bits: UnsafePointer<UInt8>, at start: Int) -> Int {
        (start..<start + 11).reduce(0) { unsafe $0 << 1 | Int(bits[$1 / 8] >> (7 - $1 % 8) & 1) }
    }

    private static func setElevenBits(_ bits: UnsafeMutablePointer<UInt8>, at start: Int, _ value: Int) {
        for position in 0..<11 {
            let bit = UInt8(value >> (10 - position) & 1)
            unsafe bits[(start + position) / 8] |= bit << (7 - (start + position) % 8)
        }
    }

    private static func isWhiteSpace(_ character: UInt8) -> Bool {
        character == UInt8(ascii: " ") || (UInt8(ascii: "\t")...UInt8(ascii: "\r")).contains(character)
    }
}
