import Cashu
import CashuCrypto
import TestSupport
import Testing

@testable import WalletCore

@Suite("Tokens")
struct TokenTests {
    private static func cbor(_ body: (inout CBOREncoder) -> Void) -> Result<Token, any Error> {
        var encoder = CBOREncoder()
        body(&encoder)
        return Result { try Token(raw: Array("crawB".utf8) + encoder.bytes) }
    }

    @Test("lose the slashes at the end of the mint's URL")
    func trailingSlashes() throws {
        let token = Token(mint: "https://mint.test/path//", unit: .sat, memo: nil, coins: [])
        #expect(token.mint == "https://mint.test/path")
        #expect(MintURL("https://mint.test/path//") == MintURL("https://mint.test/path"))
    }

    @Test("with a field that stands twice are refused")
    func repeatedField() throws {
        let result = Self.cbor { encoder in
            encoder.map(count: 2)
            for _ in 0..<2 {
                encoder.text("m")
                encoder.text("http://a")
            }
        }
        #expect(throws: TokenError.field("m")) { try result.get() }
    }

    @Test("without coins are refused")
    func noCoins() {
        let result = Self.cbor { encoder in
            encoder.map(count: 3)
            for (key, value) in [("m", "http://a"), ("u", "sat")] {
                encoder.text(key)
                encoder.text(value)
            }
            encoder.text("t")
            encoder.array(count: 0)
        }
        #expect(throws: TokenError.noProofs) { try result.get() }
    }

    @Test(
        "of version 3 that are no JSON, of several mints, or of an id from before its versions are refused",
        arguments: [
            ("{", TokenError.notJSON),
            (#"{"token":[]}"#, .noProofs),
            (#"{"token":[{"mint":"http://a","proofs":[]},{"mint":"http://b","proofs":[]}]}"#, .severalMints),
            (
                #"{"token":[{"mint":"http://a","proofs":[{"amount":1,"id":"I2yN+iRYfkzT","secret":"x","C":"02"}]}]}"#,
                .field("id")
            ),
        ])
    func version3(_ json: String, _ error: TokenError) {
        #expect(throws: error) { try Token(parsing: "cashuA" + Base64URL.encode(Array(json.utf8))) }
    }

    @Test("that are too long are not looked at")
    func tooLong() {
        #expect(throws: TokenError.tooLong) {
            try Token(parsing: "cashuB" + String(repeating: "A", count: Token.maximumCharacters))
        }
    }

    @Test("are read and refused without a crash, whatever is changed in them: 40,000 mutations from one seed")
    func fuzz() throws {
        var randomness = SplitMix64(seed: 2026)
        let seeds = try VectorFile("extra-tokens").value("valid", as: [TokenVectorTests.Valid].self).map {
            try #require(Hex.decode($0.raw_hex, maximumBytes: 10_000))
        }
        var (read, refused) = (0, 0)
        for round in 0..<40_000 {
            var bytes = seeds[round % seeds.count]
            for _ in 0..<Int.random(in: 1...4, using: &randomness) { randomness.mutate(&bytes, after: 5) }
            do throws(TokenError) {
                let token = try Token(raw: bytes)
                #expect(try Token(raw: token.raw) == token)
                read += 1
            } catch {
                refused += 1
            }
        }
        #expect(read > 0 && refused > read)
    }
}

/// https://prng.di.unimi.it/splitmix64.c: a fixed sequence for tests.
struct SplitMix64: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9e37_79b9_7f4a_7c15
        var z = state
        z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
        z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
        return z ^ (z >> 31)
    }

    /// Changes, removes, repeats or adds something; what is before `start` stays.
    mutating func mutate(_ bytes: inout [UInt8], after start: Int) {
        guard bytes.count > start + 1 else { return }
        let position = Int.random(in: start..<bytes.count, using: &self)
        switch Int.random(in: 0..<6, using: &self) {
        case 0: bytes[position] = .random(in: 0...255, using: &self)
        case 1: bytes[position] ^= 1 << Int.random(in: 0..<8, using: &self)
        case 2: bytes.removeSubrange(position...)
        case 3: bytes.remove(at: position)
        case 4: bytes.insert(.random(in: 0...255, using: &self), at: position)
        default: bytes.insert(contentsOf: [0xbb, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff], at: position)
        }
    }
}
