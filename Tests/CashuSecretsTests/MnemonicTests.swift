import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("Mnemonics")
struct MnemonicTests {
    private struct Case: Decodable {
        let entropy: String
        let mnemonic: String
        let seed: String
    }

    @Test("are those of BIP-39, of 12 and of 24 words")
    func vectors() throws {
        var vectors = try VectorFile("bip39")
        try vectors.each("mnemonics", as: Case.self) { vector in
            let entropy = try bytes(hex: vector.entropy)
            let made = unsafe entropy.withUnsafeBytes { unsafe Mnemonic(entropy: $0)?.words }
            #expect(made == vector.mnemonic)
            let mnemonic = try Mnemonic(words: vector.mnemonic)
            #expect(mnemonic.words == vector.mnemonic)
            #expect(mnemonic.seed().hex == vector.seed)
        }
        #expect(vectors.missed.isEmpty)
    }

    static let words = "half depart obvious quality work element tank gorilla view sugar picture humble"

    @Test("are read across any white space")
    func whiteSpace() throws {
        let spaced = "\n  " + Self.words.split(separator: " ").joined(separator: " \t\r\n ") + "\n"
        #expect(try Mnemonic(words: spaced).words == Self.words)
    }

    @Test("have 12 or 24 words", arguments: [0, 1, 11, 13, 15, 18, 21, 23, 25])
    func wordCount(_ count: Int) {
        let text = [String](repeating: "abandon", count: count).joined(separator: " ")
        #expect(throws: MnemonicError.wordCount(count)) { try Mnemonic(words: text).words }
    }

    @Test("of many words are not read to their end")
    func tooManyWords() {
        let text = [String](repeating: "abandon", count: 10_000).joined(separator: " ")
        #expect(throws: MnemonicError.wordCount(25)) { try Mnemonic(words: text).words }
    }

    @Test(
        "have words of the list, in lower case",
        arguments: ["Half", "HALF", "hal", "halff", "abandom", "a", "zzz", "zo", "ábandon", "half,", "0", "\u{0}"])
    func unknownWord(_ word: String) {
        for position in [1, 7, 12] {
            var words = Self.words.split(separator: " ").map(String.init)
            words[position - 1] = word
            let text = words.joined(separator: " ")
            #expect(throws: MnemonicError.unknownWord(position: position)) { try Mnemonic(words: text).words }
        }
    }

    @Test("are refused when words are exchanged or one is another")
    func checksum() {
        var words = Self.words.split(separator: " ").map(String.init)
        words.swapAt(0, 1)
        let swapped = words.joined(separator: " ")
        #expect(throws: MnemonicError.checksum) { try Mnemonic(words: swapped).words }
        let zeros = [String](repeating: "abandon", count: 12).joined(separator: " ")
        #expect(throws: MnemonicError.checksum) { try Mnemonic(words: zeros).words }
        let longZeros = [String](repeating: "abandon", count: 24).joined(separator: " ")
        #expect(throws: MnemonicError.checksum) { try Mnemonic(words: longZeros).words }
    }

    @Test("have a checksum of 4 bits in 12 words and of 8 bits in 24", arguments: [(12, 128), (24, 8)])
    func checksumBits(_ count: Int, _ valid: Int) {
        let list = EnglishWordsTests.words()
        let beginning = String(repeating: "abandon ", count: count - 1)
        let readable = list.filter { (try? Mnemonic(words: beginning + $0).words) != nil }
        #expect(readable.count == valid)
    }

    @Test("tell no word when they are refused")
    func errors() {
        let text = "secretword " + Self.words.split(separator: " ").dropFirst().joined(separator: " ")
        #expect {
            try Mnemonic(words: text).words
        } throws: { error in
            !"\(error) \(String(reflecting: error))".contains("secretword")
        }
    }

    @Test("are new each time and can be read back", arguments: [12, 24])
    func generated(_ count: Int) throws {
        let first = Mnemonic.generate(wordCount: count)
        let second = Mnemonic.generate(wordCount: count).words
        let words = first.words
        #expect(words.split(separator: " ").count == count)
        #expect(words != second)
        #expect(try Mnemonic(words: words).seed().hex == first.seed().hex)
    }

    @Test("have 16 or 32 bytes of entropy", arguments: [0, 1, 15, 17, 20, 24, 28, 31, 33, 64])
    func entropy(_ count: Int) {
        let bytes = [UInt8](repeating: 0, count: count)
        let isMnemonic = unsafe bytes.withUnsafeBytes { unsafe Mnemonic(entropy: $0) != nil }
        #expect(!isMnemonic)
    }
}
