import CashuCrypto
import Testing

@testable import CashuSecrets

@Suite("BIP-39's English words")
struct EnglishWordsTests {
    private static func word(_ index: Int) -> String {
        unsafe withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 8) { buffer in
            guard let start = buffer.baseAddress else { return "" }
            let count = unsafe EnglishWords.write(index, to: start)
            return unsafe String(decoding: buffer[..<count], as: UTF8.self)
        }
    }

    static func words() -> [String] { (0..<EnglishWords.count).map(word) }

    @Test("are the official list")
    func list() {
        let words = Self.words()
        #expect(words.count == 2_048)
        // Of english.txt in the BIP, which ends with a line feed.
        let hash = SHA256.hash(words.map { $0 + "\n" }.joined())
        #expect(hash.hex == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda")
    }

    @Test("are each found by their letters")
    func lookup() {
        for index in 0..<EnglishWords.count {
            let letters = Array(Self.word(index).utf8)
            #expect(letters.count == EnglishWords.length(index))
            #expect(unsafe letters.withUnsafeBytes { unsafe EnglishWords.index(of: $0) } == index)
        }
    }
}
