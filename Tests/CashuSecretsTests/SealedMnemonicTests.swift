import CashuCrypto
import TestSupport
import Testing

@testable import CashuSecrets

@Suite("A sealed mnemonic")
struct SealedMnemonicTests {
    private struct Vector: Decodable {
        let words: String
        let passphrase: String
        let cost: Int
        let salt: String
        let nonce: String
        let line: String
    }

    private func opened(_ line: String, _ passphrase: [UInt8]) throws -> Mnemonic {
        let text = Array(line.utf8)
        return try unsafe text.span.withUnsafeBytes { text in
            try unsafe passphrase.span.withUnsafeBytes { try unsafe SealedMnemonic.open(text, $0) }
        }
    }

    private func refusal(_ line: String, _ passphrase: String = "x") -> SealError? {
        #expect(throws: SealError.self) { _ = try opened(line, Array(passphrase.utf8)).words }
    }

    private func sealed(_ words: String, _ passphrase: [UInt8]) throws -> String {
        let mnemonic = try Mnemonic(words: words)
        return try unsafe passphrase.withUnsafeBytes { try unsafe SealedMnemonic.seal(mnemonic, $0) }
    }

    /// With passphrase "x" and the cheapest key.
    private func vector() throws -> Vector { try VectorFile("extra-sealed-seed").value("valid", as: [Vector].self)[1] }

    @Test("is what Python's scrypt and AES-GCM make of it, in both directions")
    func vectors() throws {
        var vectors = try VectorFile("extra-sealed-seed")
        vectors.leave("trees")
        try vectors.each("valid", as: Vector.self) { vector in
            let passphrase = try bytes(hex: vector.passphrase)
            #expect(try opened(vector.line + "\n", passphrase).words == vector.words)
            let line = SealedLine(
                cost: vector.cost, salt: try #require(FixedBytes(hex: vector.salt)),
                nonce: try #require(FixedBytes(hex: vector.nonce)))
            let mnemonic = try Mnemonic(words: vector.words)
            let again = try unsafe passphrase.withUnsafeBytes { try unsafe SealedMnemonic.seal(mnemonic, $0, line) }
            #expect(again == vector.line)
        }
        #expect(vectors.missed.isEmpty)
    }

    @Test("is opened by its passphrase and by no other, and twice sealed is two lines")
    func passphrases() throws {
        let words = try vector().words
        let line = try sealed(words, Array("correct".utf8))
        #expect(line.hasPrefix("cashu-seed:1:scrypt:17:8:1:"))
        #expect(try opened(line, Array("correct".utf8)).words == words)
        #expect(refusal(line, "Correct") == .wrongPassphrase)
        #expect(refusal(line, "correct ") == .wrongPassphrase)
        #expect(try sealed(words, Array("correct".utf8)) != line)
    }

    @Test("does not tell by its length how many words it holds")
    func length() throws {
        let short = try sealed(Array(repeating: "abandon", count: 11).joined(separator: " ") + " about", [1])
        #expect(try sealed(try vector().words, [1]).count == short.count)
    }

    @Test("with any part of it changed is refused")
    func altered() throws {
        let line = try vector().line
        let fields = line.split(separator: ":").map(String.init)
        // Salt, nonce, ciphertext, and the tag at its end.
        for (field, position) in [(6, 0), (6, 63), (7, 5), (8, 0), (8, 300), (8, 543)] {
            var altered = fields
            var digits = Array(altered[field])
            digits[position] = digits[position] == "0" ? "1" : "0"
            altered[field] = String(digits)
            #expect(refusal(altered.joined(separator: ":")) == .wrongPassphrase, "\(field) \(position)")
        }
        // A stronger key than that it was sealed with.
        #expect(refusal(line.replacing("scrypt:17", with: "scrypt:18")) == .wrongPassphrase)
    }

    @Test(
        "of another form is refused before anything is computed",
        arguments: [
            ("cashu-seed:", ""), ("cashu-seed:1", "cashu-seed:0"), (":scrypt:", ":argon2:"), (":17:", ":16:"),
            (":17:", ":21:"), (":17:", ":017:"), (":17:", ":+17:"), (":17:", ":-17:"), (":8:1:", ":1:1:"),
            (":8:1:", ":8:4:"), (":8:1:", ":8:1:00"), ("cashu-seed:1:", "cashu-seed:1::"),
        ])
    func malformed(_ part: String, _ other: String) throws {
        let line = try vector().line
        #expect(refusal(line.replacing(part, with: other, maxReplacements: 1)) == .malformed)
    }

    @Test("that was cut short or went on is refused")
    func cut() throws {
        let line = try vector().line
        for kept in [0, 5, 12, 30, 100, line.count - 1, line.count - 2] {
            #expect(refusal(String(line.prefix(kept))) == .malformed)
        }
        #expect(refusal(line + "00") == .malformed)
        #expect(refusal(line + ":") == .malformed)
        #expect(refusal(line.replacing("cashu-seed:1", with: "cashu-seed:2")) == .newerVersion)
    }

    @Test("is recognised by its beginning")
    func recognised() throws {
        for (text, isSealed) in [(try vector().line, true), ("cashu-seed", false), ("abandon", false), ("", false)] {
            let bytes = Array(text.utf8)
            #expect(unsafe bytes.withUnsafeBytes { unsafe SealedMnemonic.isSealed($0) } == isSealed)
        }
    }
}
