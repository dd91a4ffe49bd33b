import Testing

@testable import Lightning

@Suite("Bech32")
struct Bech32Tests {
    /// BIP-173's valid test vectors of at most 90 characters that have data, and some without.
    @Test(
        "reads what BIP-173 calls valid, and writes it again",
        arguments: [
            "A12UEL5L", "a12uel5l", "?1ezyfcl", "abcdef1qpzry9x8gf2tvdw0s3jn54khce6mua7lmqqqxw",
            "an83characterlonghumanreadablepartthatcontainsthenumber1andtheexcludedcharactersbio1tt5tgs",
            "11qqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqqc8247j",
            "split1checkupstagehandshakeupstreamerranterredcaperred2y9e3w",
        ])
    func valid(_ text: String) throws {
        let decoded = try Bech32.decode(text, maximumCharacters: 90)
        #expect(Bech32.encode(prefix: decoded.prefix, words: decoded.words) == text.lowercased())
    }

    @Test(
        "says what is wrong",
        arguments: [
            ("pzry9x0s0muk", .noSeparator), ("1pzry9x0s0muk", .noPrefix), ("x1b4n0q5v", .invalidCharacter(position: 2)),
            ("li1dgmt3", .wrongChecksum), ("A1G7SGD8", .wrongChecksum), ("10a06t8", .noPrefix), ("1qzzfhee", .noPrefix),
            ("\u{20}1nwldj5", .invalidCharacter(position: 0)), ("\u{7f}1axkwrx", .invalidCharacter(position: 0)),
            ("é1axkwrx", .invalidCharacter(position: 0)), ("a12UEL5L", .mixedCase), ("", .noSeparator),
            ("a1", .wrongChecksum),
            ("a12uel5m", .wrongChecksum), (String(repeating: "a", count: 91), .tooLong(maximum: 90)),
        ] as [(String, Bech32Error)])
    func invalid(_ text: String, _ reason: Bech32Error) {
        #expect(throws: reason) { try Bech32.decode(text, maximumCharacters: 90).words }
    }

    @Test("regroups bits without loss", arguments: 0...40)
    func regrouping(_ count: Int) {
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 37 &+ 11) }
        let words = FiveBitWords.words(bytes)
        #expect(words.count == (count * 8 + 4) / 5)
        #expect(words.allSatisfy { $0 < 32 })
        #expect(FiveBitWords.bytes(words) == bytes)
    }

    @Test(
        "writes numbers in as few words as hold them",
        arguments: [0, 1, 31, 32, 1_023, 1_024, 1 << 35, .max] as [UInt64])
    func numbers(_ number: UInt64) {
        let words = FiveBitWords.words(number: number)
        #expect(FiveBitWords.number(words) == number)
        #expect(words.first != 0)
        #expect(FiveBitWords.words(number: number, count: words.count) == words)
        #expect(FiveBitWords.words(number: number, count: 13)?.count == 13)
        #expect(FiveBitWords.number([UInt8](repeating: 0, count: 20) + words) == number)
    }
}
